package heddle.kernel.outbound;

import heddle.kernel.http.Cidr;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Where a URL leads: a host by name, and the one address of it that was checked. The name goes into {@code Host} and
 * the TLS handshake, the connection goes to the address; nobody asks for the name a second time.
 */
record Destination(String scheme, String host, int port, InetAddress address) {
    private static final int MAX_URL = 8_192;
    /** Programs differ on what {@code 0177.1} or {@code 2130706433} is, so only four plain decimal numbers will do. */
    private static final Pattern NUMERIC_END = Pattern.compile("(?:.*\\.)?(?:[0-9]+|0[xX][0-9a-fA-F]*)\\.?");

    private static final String PART = "(?:0|[1-9][0-9]?|1[0-9]{2}|2[0-4][0-9]|25[0-5])";
    private static final Pattern DOTTED_QUAD = Pattern.compile(PART + "(?:\\." + PART + "){3}");
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_](?:[A-Za-z0-9_.-]{0,252})");

    /**
     * @throws OutboundRefused when the URL is not one that may be called
     * @throws OutboundFailed when the name has no address
     */
    static Destination of(URI uri, Reach reach, HostLookup lookup) {
        String scheme = uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
        if (!scheme.equals("http") && !scheme.equals("https")) {
            throw new OutboundRefused("Only http and https URLs can be called");
        }
        if (uri.toString().length() > MAX_URL) {
            throw new OutboundRefused("A URL may have " + MAX_URL + " characters at most");
        }
        if (uri.getRawUserInfo() != null) {
            throw new OutboundRefused("A URL may not hold a user name or password");
        }
        String host = host(uri.getHost());
        int port = uri.getPort() == -1 ? (scheme.equals("https") ? 443 : 80) : uri.getPort();
        if (port < 1 || port > 65_535) {
            throw new OutboundRefused("The port of a URL must be 1 to 65535");
        }
        return new Destination(scheme, host, port, checked(host, reach, lookup));
    }

    /** Without the brackets of IPv6. */
    private static String host(@Nullable String found) {
        if (found == null) {
            throw new OutboundRefused("The URL names no host; write names outside ASCII in their xn-- form");
        }
        if (found.startsWith("[")) {
            String literal = found.substring(1, found.length() - 1);
            if (!Cidr.isAddress(literal)) {
                throw new OutboundRefused("The host of the URL is not an IPv6 address");
            }
            return literal;
        }
        if (NUMERIC_END.matcher(found).matches()
                ? !DOTTED_QUAD.matcher(found).matches()
                : !NAME.matcher(found).matches()) {
            throw new OutboundRefused("The host of the URL is neither a name nor four decimal numbers with dots");
        }
        return found.toLowerCase(Locale.ROOT);
    }

    private static InetAddress checked(String host, Reach reach, HostLookup lookup) {
        try {
            InetAddress[] all =
                    Cidr.isAddress(host) ? new InetAddress[] {InetAddress.ofLiteral(host)} : lookup.addresses(host);
            for (InetAddress address : all) {
                if (!reach.allows(address)) {
                    throw new OutboundRefused(
                            host + " leads to an address that is not public; HEDDLE_OUTBOUND_ALLOW can"
                                    + " open its network");
                }
            }
            if (all.length == 0) {
                throw new OutboundFailed(host + " has no address", null);
            }
            return InetAddress.getByAddress(host, all[0].getAddress());
        } catch (UnknownHostException e) {
            throw new OutboundFailed(host + " has no address", e);
        }
    }

    boolean hasWebPort() {
        return port == 80 || port == 443;
    }

    boolean sameOrigin(Destination other) {
        return scheme.equals(other.scheme) && host.equals(other.host) && port == other.port;
    }
}
