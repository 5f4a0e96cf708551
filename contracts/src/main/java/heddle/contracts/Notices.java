package heddle.contracts;

import heddle.kernel.db.Tx;
import java.util.Collection;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Tells people something, by the ways that each has chosen. */
@FunctionalInterface
public interface Notices {
    /**
     * @param category {@code comments mentions workflow security system automations reports imports}
     * @param type what happened, e.g. {@code comment.created}
     * @param actionUrl where to see it, or null
     */
    record Notice(
            String category,
            String type,
            String title,
            String body,
            Map<String, String> metadata,
            @Nullable String actionUrl) {}

    /**
     * Joins the transaction of what happened.
     *
     * @param people ids of accounts of the transaction's tenant
     */
    void tell(Tx tx, Collection<String> people, Notice notice);
}
