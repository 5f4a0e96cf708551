package heddle.identity.passkey;

import heddle.contracts.PersonalData;
import heddle.identity.mfa.Factors;
import heddle.kernel.access.Caller;
import heddle.kernel.db.Db;
import heddle.kernel.db.Tx;
import heddle.kernel.json.Json;
import java.util.LinkedHashMap;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/** What a person proves themselves with, as personal data: told without secrets, gone with the account. */
public final class PersonalCredentials implements PersonalData {
    private final Db db;
    private final Factors factors;
    private final Passkeys passkeys;

    public PersonalCredentials(Db db, Factors factors, Passkeys passkeys) {
        this.db = db;
        this.factors = factors;
        this.passkeys = passkeys;
    }

    @Override
    public Map<String, JsonNode> of(Caller person) {
        Map<String, JsonNode> out = new LinkedHashMap<>();
        out.put("mfa_factors", Json.mapper().valueToTree(db.tx(person, tx -> factors.all(tx, person.id()))));
        out.put(
                "passkeys",
                Json.mapper()
                        .valueToTree(passkeys.list(person).stream()
                                .map(PasskeyJson::of)
                                .toList()));
        return out;
    }

    @Override
    public Map<String, Long> authored(Caller caller, String accountId) {
        return Map.of();
    }

    @Override
    public void forget(Tx tx, String accountId) {
        factors.forget(tx, accountId);
        passkeys.forget(tx, accountId);
    }
}
