package heddle.kernel.outbound;

import org.jspecify.annotations.Nullable;

/** The call was made and brought no usable answer; a later try may. The message may be shown. */
public final class OutboundFailed extends RuntimeException {
    OutboundFailed(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
