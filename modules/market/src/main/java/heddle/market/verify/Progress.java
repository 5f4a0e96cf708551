package heddle.market.verify;

import org.jspecify.annotations.Nullable;

/** Hears of a verification while it goes on. */
public interface Progress {
    /**
     * @param level {@code info warn error}
     */
    void log(String level, String message, @Nullable String checkId);

    void check(Verdict.Check check);

    /** Nobody listens. */
    static Progress none() {
        return new Progress() {
            @Override
            public void log(String level, String message, @Nullable String checkId) {}

            @Override
            public void check(Verdict.Check check) {}
        };
    }
}
