package heddle.ledger;

import heddle.contracts.Ledger;
import heddle.contracts.LedgerCheck;
import heddle.contracts.TenantRooms;
import heddle.kernel.Kernel;
import heddle.kernel.http.Routes;
import heddle.ledger.posting.Postings;
import heddle.ledger.proof.Upkeep;
import heddle.ledger.proof.Verification;
import heddle.ledger.proof.VerificationRoutes;
import java.time.Duration;
import java.util.List;

/** The door of the ledger module. */
public final class LedgerModule {
    private static final Duration SOON = Duration.ofSeconds(5);
    private static final Duration NIGHTLY = Duration.ofDays(1);

    private final Kernel kernel;
    private final Postings postings;
    private final Upkeep upkeep;
    private final Verification verification;

    /**
     * @param checks rules about money that other modules know
     */
    public LedgerModule(Kernel kernel, List<LedgerCheck> checks) {
        this.kernel = kernel;
        this.postings = new Postings(kernel.db(), kernel.ids(), kernel.time());
        this.upkeep = new Upkeep(kernel.db());
        this.verification = new Verification(kernel.db(), kernel.ids(), kernel.time(), postings, checks);
    }

    public Ledger ledger() {
        return postings;
    }

    /** What goes with a tenant: its book. */
    public TenantRooms rooms() {
        return upkeep;
    }

    public void routes(Routes routes) {
        new VerificationRoutes(verification).declare(routes);
    }

    public void work() {
        kernel.work().every("ledger-fold", SOON, upkeep::fold);
        kernel.work().every("ledger-chain", SOON, upkeep::chain);
        kernel.work().every("ledger-verify", NIGHTLY, verification::watch);
    }
}
