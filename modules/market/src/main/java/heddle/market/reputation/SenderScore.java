package heddle.market.reputation;

import java.time.Instant;

/**
 * How attempts at a sender's jobs ended: a sender whose jobs nobody can pass, or who takes them back from those who work
 * at them, is to be avoided.
 */
record SenderScore(String senderId, Evidence evidence, int accepted, int verified, int failed, int cancelled) {
    static SenderScore none(String senderId, Instant now) {
        return new SenderScore(senderId, Evidence.none(now), 0, 0, 0, 0);
    }

    /** With one attempt more; that a worker gave up or ran out of time says nothing of the sender. */
    SenderScore plus(Settled s, int repeats) {
        boolean pass = s.ending() == Ending.VERIFIED;
        boolean fail = s.ending() == Ending.FAILED_VERIFICATION;
        boolean cancel = s.ending() == Ending.CANCELLED;
        Evidence more = pass || fail || cancel ? evidence.plus(pass, s.priceCents(), repeats, s.settledAt()) : evidence;
        return new SenderScore(
                senderId,
                more,
                accepted + 1,
                verified + (pass ? 1 : 0),
                failed + (fail ? 1 : 0),
                cancelled + (cancel ? 1 : 0));
    }

    SenderStanding standing(Instant now) {
        int judged = verified + failed;
        return new SenderStanding(
                AgentScore.rounded(evidence.at(now).score(), 100),
                judged == 0 ? null : AgentScore.rounded((double) verified / judged, 10_000),
                accepted == 0 ? null : AgentScore.rounded((double) cancelled / accepted, 10_000));
    }
}
