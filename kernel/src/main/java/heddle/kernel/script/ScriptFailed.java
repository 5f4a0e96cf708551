package heddle.kernel.script;

/** A script gave no value. The message may be shown to whoever wrote it. */
public final class ScriptFailed extends RuntimeException {
    public enum Reason {
        /** It is not JavaScript. */
        SYNTAX,
        /** It threw. */
        THROWN,
        /** It took too much processor time. */
        TIME,
        /** It took too much memory, or called itself too deeply. */
        MEMORY,
        /** Its value cannot be written as JSON, or is too long. */
        RESULT,
        /** Too many scripts are waiting; a later try may find room. */
        BUSY
    }

    private final Reason reason;

    ScriptFailed(Reason reason, String message) {
        super(message, null, false, false);
        this.reason = reason;
    }

    public Reason reason() {
        return reason;
    }

    /** Whether the same script would fail in the same way again. */
    public boolean lasting() {
        return reason != Reason.BUSY;
    }
}
