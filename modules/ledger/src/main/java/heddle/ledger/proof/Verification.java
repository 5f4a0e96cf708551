package heddle.ledger.proof;

import heddle.contracts.Ledger;
import heddle.contracts.LedgerCheck;
import heddle.contracts.LedgerCheck.Finding;
import heddle.kernel.access.Caller;
import heddle.kernel.access.Realm;
import heddle.kernel.db.Db;
import heddle.kernel.db.Tx;
import heddle.kernel.event.Event;
import heddle.kernel.id.Ids;
import heddle.kernel.json.Json;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Checks that all books add up, at one moment. */
public final class Verification {
    private static final Logger LOG = LoggerFactory.getLogger(Verification.class);
    private static final String FAILED = "ledger.verify_failed";

    private final Db db;
    private final Ids ids;
    private final InstantSource time;
    private final Ledger ledger;
    private final List<LedgerCheck> others;
    private final ProofStore store = new ProofStore();

    /**
     * @param others rules of other modules, run after our own
     */
    public Verification(Db db, Ids ids, InstantSource time, Ledger ledger, List<LedgerCheck> others) {
        this.db = db;
        this.ids = ids;
        this.time = time;
        this.ledger = ledger;
        this.others = List.copyOf(others);
    }

    VerificationJson.View verify() {
        // The operator stands outside every tenant, so one reading sees all books.
        return db.snapshot(Caller.platform("req_system", "", ""), tx -> {
            store.withoutHaste(tx);
            List<VerificationJson.Check> checks = new ArrayList<>();
            ProofStore.RULES.forEach(rule -> checks.add(told(rule.name(), store.find(tx, rule))));
            others.forEach(check -> checks.add(told(check.name(), check.run(tx, ledger))));
            boolean ok = checks.stream().allMatch(VerificationJson.Check::ok);
            return view(tx, ok, checks);
        });
    }

    private VerificationJson.View view(Tx tx, boolean ok, List<VerificationJson.Check> checks) {
        return new VerificationJson.View(
                ok, time.instant(), store.accounts(tx), store.transfers(tx), List.copyOf(checks));
    }

    private static VerificationJson.Check told(String name, Finding found) {
        return new VerificationJson.Check(name, found.difference() == 0, found.difference(), found.examples());
    }

    /** Verifies and, when something is wrong, says so in the log and in the event log of the platform. */
    public void watch() {
        VerificationJson.View view = verify();
        if (view.ok()) {
            return;
        }
        String text = Json.mapper().writeValueAsString(view);
        LOG.error("The ledger does not add up: {}", text);
        Caller system = Caller.system(Realm.PLATFORM, "ledger");
        db.tx(system, tx -> {
            tx.record(Event.of(ids.next("evt"), system, FAILED, "ledger", text, time.instant()));
            return true;
        });
    }
}
