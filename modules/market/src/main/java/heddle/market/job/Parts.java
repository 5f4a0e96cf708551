package heddle.market.job;

import heddle.contracts.Agents;
import heddle.contracts.Ledger;
import heddle.kernel.db.Db;
import heddle.kernel.id.Ids;
import java.time.InstantSource;

/** What the verbs of jobs share. */
record Parts(
        Db db,
        JobStore store,
        AttemptStore attempts,
        EnvVars envVars,
        Quotes quotes,
        Transitions transitions,
        JobViews views,
        JobQueue queue,
        Ledger ledger,
        Agents agents,
        Sides sides,
        Ids ids,
        InstantSource time) {}
