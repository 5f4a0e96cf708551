package heddle.kernel.outbound;

/** Heddle does not make this call, now or later: the address, a header or the method is not allowed. May be shown. */
public final class OutboundRefused extends RuntimeException {
    OutboundRefused(String message) {
        super(message, null, false, false);
    }
}
