package heddle.kernel.outbound;

import heddle.kernel.http.Cidr;
import java.net.InetAddress;
import java.util.List;

/**
 * Which addresses Heddle may call. What is not public is closed: a tenant's URL must not reach the machine's own
 * services, its neighbours or a cloud's metadata. The operator can open networks.
 */
public final class Reach {
    /** Everything that the registry of IANA does not call globally reachable, and Azure's address of its own services. */
    private static final List<Cidr> CLOSED_V4 = networks(
            "0.0.0.0/8",
            "10.0.0.0/8",
            "100.64.0.0/10",
            "127.0.0.0/8",
            "168.63.129.16/32",
            "169.254.0.0/16",
            "172.16.0.0/12",
            "192.0.0.0/24",
            "192.0.2.0/24",
            "192.88.99.0/24",
            "192.168.0.0/16",
            "198.18.0.0/15",
            "198.51.100.0/24",
            "203.0.113.0/24",
            "224.0.0.0/4",
            "240.0.0.0/4");

    /** IPv6 hands out global unicast from this block only; loopback, mapped, NAT64, local and multicast are outside. */
    private static final Cidr GLOBAL_V6 = network("2000::/3");

    /** Within it: protocol assignments with Teredo, documentation, and 6to4, which wraps any IPv4 address. */
    private static final List<Cidr> CLOSED_V6 = networks("2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20");

    private final List<Cidr> opened;

    /**
     * @param opened networks that may be called although they are not public
     */
    public Reach(List<Cidr> opened) {
        this.opened = List.copyOf(opened);
    }

    public boolean allows(InetAddress address) {
        return isPublic(address) || opens(address);
    }

    /** Whether the operator has opened a network that the address is in. */
    boolean opens(InetAddress address) {
        return opened.stream().anyMatch(network -> network.contains(address));
    }

    private static boolean isPublic(InetAddress address) {
        if (address.getAddress().length == 4) {
            return CLOSED_V4.stream().noneMatch(network -> network.contains(address));
        }
        return GLOBAL_V6.contains(address) && CLOSED_V6.stream().noneMatch(network -> network.contains(address));
    }

    private static List<Cidr> networks(String... texts) {
        return List.of(texts).stream().map(Reach::network).toList();
    }

    private static Cidr network(String text) {
        return Cidr.parse(text).orElseThrow();
    }
}
