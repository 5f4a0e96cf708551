package heddle.kernel.http;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Optional;
import java.util.regex.Pattern;

/** A network such as {@code 10.0.0.0/8}, or a single address. Never asks a name server. */
public record Cidr(InetAddress network, int bits) {
    private static final Pattern LITERAL = Pattern.compile("[0-9.]{7,15}|[0-9a-fA-F:.]*:[0-9a-fA-F:.]*");

    /** Reads {@code address[/bits]}; empty when it is neither. */
    public static Optional<Cidr> parse(String text) {
        int slash = text.indexOf('/');
        String host = slash < 0 ? text : text.substring(0, slash);
        if (!isAddress(host)) {
            return Optional.empty();
        }
        InetAddress network = address(host);
        int max = network.getAddress().length * 8;
        try {
            int bits = slash < 0 ? max : Integer.parseInt(text.substring(slash + 1));
            return bits < 0 || bits > max ? Optional.empty() : Optional.of(new Cidr(network, bits));
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }

    public static boolean isAddress(String text) {
        if (!LITERAL.matcher(text).matches()) {
            return false;
        }
        try {
            InetAddress.getByName(text);
            return text.indexOf(':') >= 0 || text.split("\\.", -1).length == 4;
        } catch (UnknownHostException e) {
            return false;
        }
    }

    static InetAddress address(String literal) {
        try {
            return InetAddress.getByName(literal);
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException("Not an address: " + literal, e);
        }
    }

    public boolean contains(String literal) {
        return isAddress(literal) && contains(address(literal));
    }

    public boolean contains(InetAddress candidate) {
        byte[] mine = network.getAddress();
        byte[] other = candidate.getAddress();
        if (mine.length != other.length) {
            return false;
        }
        int whole = bits / 8;
        for (int i = 0; i < whole; i++) {
            if (mine[i] != other[i]) {
                return false;
            }
        }
        int rest = bits % 8;
        int mask = rest == 0 ? 0 : 0xff << (8 - rest);
        return rest == 0 || (mine[whole] & mask) == (other[whole] & mask);
    }
}
