package heddle.market.job;

import heddle.kernel.access.Caller;

/** A step that a job takes: from where, by whom, and what is written down with it. */
record TakenStep(Caller actor, Job before, Step step, Said said) {
    Job after() {
        return step.job();
    }

    boolean moves() {
        return step.moves(before);
    }
}
