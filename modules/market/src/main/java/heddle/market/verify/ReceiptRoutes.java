package heddle.market.verify;

import heddle.kernel.access.Permission;
import heddle.kernel.http.Reply;
import heddle.kernel.http.Request;
import heddle.kernel.http.Routes;
import heddle.kernel.problem.Problem;
import java.util.Base64;

/** Signed verdicts and the key to check them by. */
final class ReceiptRoutes {
    /** @param payload the text that was signed, as UTF-8 */
    record View(int attempt, String payload, String signature, String keyId, String algorithm) {}

    /** @param publicKey SubjectPublicKeyInfo in base64 */
    record KeyView(String keyId, String algorithm, String publicKey) {}

    private static final String ALGORITHM = "Ed25519";

    private final Receipts receipts;
    private final Permission permission;

    ReceiptRoutes(Receipts receipts, Permission permission) {
        this.receipts = receipts;
        this.permission = permission;
    }

    void declare(Routes routes) {
        routes.get("/api/jobs/{id}/receipt", permission)
                .group("jobs")
                .summary("Get a signed verdict")
                .query("attempt", "integer", "The number of the attempt; the newest if absent")
                .gives(200, View.class)
                .to("Receipts.find", this::find);
        routes.get("/api/receipts/key", Permission.PUBLIC)
                .group("jobs")
                .summary("Get the key that verdicts are signed with")
                .gives(200, KeyView.class)
                .to("Receipts.key", in -> Reply.ok(key()));
    }

    private Reply find(Request in) {
        int attempt = in.number("attempt", 0);
        if (attempt < 0) {
            throw Problem.invalid("attempt", "out_of_range", "attempt must be the number of an attempt");
        }
        Receipt found = receipts.find(in.caller(), in.path("id"), attempt == 0 ? null : attempt);
        return Reply.ok(
                new View(found.attempt(), found.payload(), base64(found.signature()), found.keyId(), ALGORITHM));
    }

    private KeyView key() {
        ReceiptKey key = receipts.key();
        return new KeyView(key.id(), ALGORITHM, base64(key.publicKey()));
    }

    private static String base64(byte[] bytes) {
        return Base64.getEncoder().encodeToString(bytes);
    }
}
