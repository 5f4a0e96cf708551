package heddle.kernel.outbound;

import org.jspecify.annotations.Nullable;

/** The call was made and brought no usable answer; a later try may. The message may be shown. */
public sealed class OutboundFailed extends RuntimeException permits RedirectedTooOften {
    OutboundFailed(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
