package heddle.contracts;

import heddle.kernel.access.Caller;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/** A module that keeps something of a person: what it would hand over, and what stands in the way of a deletion. */
public interface PersonalData {
    /**
     * Everything of the person by heading, e.g. {@code comments}; without secrets.
     *
     * @param person the account that asks for its own data
     */
    Map<String, JsonNode> of(Caller person);

    /** How many things of each kind an account wrote, e.g. {@code objects}; kinds without any are left out. */
    Map<String, Long> authored(Caller caller, String accountId);

    /** Removes what goes with the account; what it wrote for others stays under its id. */
    void forget(heddle.kernel.db.Tx tx, String accountId);
}
