package heddle.contracts;

import java.util.Map;

/** A tenant's rules for itself, as other modules need them. Read from a cache that all nodes keep fresh. */
public interface Governance {
    /** What a type without enabled policies allows: {@code owner}, {@code deny} or {@code open}. */
    String rlsDefault(String tenantId);

    /** Days that a trashed object is kept. */
    int trashDays(String tenantId);

    /** Days that facts are kept, for every tenant. */
    Map<String, Integer> auditDays();
}
