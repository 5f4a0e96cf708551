package heddle.kernel.outbound;

import java.net.InetAddress;
import java.net.UnknownHostException;

/** Asks for the addresses of a name. */
@FunctionalInterface
interface HostLookup {
    InetAddress[] addresses(String host) throws UnknownHostException;
}
