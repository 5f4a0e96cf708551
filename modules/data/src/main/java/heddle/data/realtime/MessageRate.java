package heddle.data.realtime;

/** How fast a client may talk: thirty messages a second, with a reserve for the many subscriptions of a start. */
final class MessageRate {
    private static final double PER_SECOND = 30;
    private static final double RESERVE = 130;
    private static final int PATIENCE = 30;

    enum Verdict {
        TAKEN,
        REFUSED,
        /** It was told and did not stop. */
        FLOOD
    }

    private final boolean limited;
    private double left = RESERVE;
    private long atNanos = System.nanoTime();
    private int refused;

    MessageRate(boolean limited) {
        this.limited = limited;
    }

    Verdict next() {
        if (!limited) {
            return Verdict.TAKEN;
        }
        long now = System.nanoTime();
        left = Math.min(RESERVE, left + (now - atNanos) / 1e9 * PER_SECOND);
        atNanos = now;
        if (left >= 1) {
            left -= 1;
            refused = 0;
            return Verdict.TAKEN;
        }
        refused++;
        return refused > PATIENCE ? Verdict.FLOOD : Verdict.REFUSED;
    }
}
