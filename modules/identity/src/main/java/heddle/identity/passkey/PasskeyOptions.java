package heddle.identity.passkey;

import heddle.identity.account.Account;
import heddle.identity.proof.Purpose;
import heddle.kernel.json.Json;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** What {@code navigator.credentials} is asked with, in the JSON form that browsers parse by themselves. */
final class PasskeyOptions {
    private static final String TYPE = "public-key";
    private static final String VERIFICATION = "preferred";

    private PasskeyOptions() {}

    static ObjectNode creation(
            RelyingParty party, String partyName, Account account, String challenge, List<Passkey> existing) {
        ObjectNode options = Json.object();
        options.putObject("rp").put("id", party.id()).put("name", partyName);
        options.putObject("user")
                .put("id", userHandle(account.id()))
                .put("name", address(account))
                .put("displayName", account.label());
        options.put("challenge", challenge);
        ArrayNode algorithms = options.putArray("pubKeyCredParams");
        Verifier.ALGORITHMS.forEach(
                a -> algorithms.addObject().put("type", TYPE).put("alg", a));
        options.put("timeout", Purpose.PASSKEY_REGISTRATION.lifetime().toMillis());
        ArrayNode excluded = options.putArray("excludeCredentials");
        for (Passkey passkey : existing) {
            ObjectNode one = excluded.addObject().put("type", TYPE).put("id", passkey.credentialId());
            ArrayNode transports = one.putArray("transports");
            passkey.transports().forEach(transports::add);
        }
        options.putObject("authenticatorSelection")
                .put("residentKey", "required")
                .put("requireResidentKey", true)
                .put("userVerification", VERIFICATION);
        options.put("attestation", "none");
        options.putObject("extensions").put("credProps", true);
        return options;
    }

    /** Names no credential: the device knows its own, and the answer tells nobody who has an account. */
    static ObjectNode request(RelyingParty party, String challenge) {
        ObjectNode options = Json.object();
        options.put("challenge", challenge);
        options.put("rpId", party.id());
        options.put("timeout", Purpose.PASSKEY_SIGN_IN.lifetime().toMillis());
        options.put("userVerification", VERIFICATION);
        options.putArray("allowCredentials");
        return options;
    }

    static String userHandle(String accountId) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(accountId.getBytes(StandardCharsets.UTF_8));
    }

    private static String address(Account account) {
        if (account.email() != null) {
            return account.email();
        }
        return account.phone() == null ? account.id() : account.phone();
    }
}
