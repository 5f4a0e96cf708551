package heddle.kernel.outbound;

/** The other server answered with one redirect more than the call follows. */
public final class RedirectedTooOften extends OutboundFailed {
    RedirectedTooOften(String host, int most) {
        super(host + " redirects more than " + most + " times", null);
    }
}
