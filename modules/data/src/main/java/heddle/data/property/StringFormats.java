package heddle.data.property;

import com.google.re2j.Pattern;
import java.net.Inet6Address;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The spellings that {@code format} may demand of a string. */
final class StringFormats {
    static final Set<String> NAMES = Set.of("uuid", "slug", "color", "ip", "hostname");

    private static final Pattern UUID = Pattern.compile("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}");
    private static final Pattern SLUG = Pattern.compile("[a-z0-9]+(-[a-z0-9]+)*");
    private static final Pattern COLOR = Pattern.compile("#([0-9a-f]{3,4}|[0-9a-f]{6}|[0-9a-f]{8})");
    private static final String OCTET = "(25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])";
    private static final Pattern IPV4 = Pattern.compile(OCTET + "(\\." + OCTET + "){3}");
    private static final Pattern IPV6 = Pattern.compile("[0-9a-f:.]{2,45}");
    private static final Pattern LABEL = Pattern.compile("[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?");

    private StringFormats() {}

    /** The normal spelling, or null after a fault. */
    static @Nullable String apply(String format, String text, Spot at) {
        String lower = text.toLowerCase(Locale.ROOT);
        boolean good = switch (format) {
            case "uuid" -> UUID.matches(lower);
            case "slug" -> SLUG.matches(text);
            case "color" -> COLOR.matches(lower);
            case "ip" -> IPV4.matches(text) || ipv6(lower);
            case "hostname" -> hostname(lower);
            default -> true;
        };
        if (!good) {
            at.refuse("invalid_format", "Send " + example(format));
            return null;
        }
        return NAMES.contains(format) ? lower : text;
    }

    /** Labels of letters, digits and inner hyphens, 253 characters in all. */
    static boolean hostname(String text) {
        if (text.isEmpty() || text.length() > 253) {
            return false;
        }
        for (String label : text.split("\\.", -1)) {
            if (!LABEL.matches(label)) {
                return false;
            }
        }
        return true;
    }

    private static boolean ipv6(String text) {
        if (!IPV6.matches(text) || text.indexOf(':') < 0) {
            return false;
        }
        try {
            return Inet6Address.ofLiteral(text) != null;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private static String example(String format) {
        return switch (format) {
            case "uuid" -> "a UUID such as 9f0c2a1e-5b7d-4c3e-8a6f-1d2e3f4a5b6c";
            case "slug" -> "a slug: lower-case letters and digits with single hyphens between";
            case "color" -> "a colour such as #1a2b3c";
            case "ip" -> "an IPv4 or IPv6 address";
            default -> "a host name such as shop.example.com";
        };
    }
}
