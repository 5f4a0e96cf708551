package heddle.ledger.proof;

import heddle.kernel.access.Permission;
import heddle.kernel.http.Reply;
import heddle.kernel.http.Routes;

/** Where operators ask whether the books add up. */
public final class VerificationRoutes {
    private final Verification verification;

    public VerificationRoutes(Verification verification) {
        this.verification = verification;
    }

    public void declare(Routes routes) {
        routes.get("/api/admin/ledger/verify", Permission.PLATFORM_ADMIN)
                .group("Administration")
                .summary("Verify that the ledger adds up")
                .gives(200, VerificationJson.View.class)
                .to("Verification.verify", in -> Reply.ok(verification.verify()));
    }
}
