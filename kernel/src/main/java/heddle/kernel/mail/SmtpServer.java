package heddle.kernel.mail;

import heddle.kernel.config.Sensitive;
import heddle.kernel.http.Cidr;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A mail server as its address names it: {@code smtp://user:password@host:port}, or {@code smtps://} for TLS from the
 * first byte. Over {@code smtp} TLS is begun where the server offers it, and demanded where a password would otherwise
 * cross a network in clear; {@code ?starttls=optional} lifts that.
 *
 * @param user null for a server that asks for none
 */
public record SmtpServer(
        String host,
        int port,
        boolean tls,
        boolean startTlsDemanded,
        @Nullable String user,
        Sensitive password) {
    private static final int SUBMISSION = 587;
    private static final int SUBMISSIONS = 465;

    /**
     * @throws IllegalArgumentException when it is not the address of a mail server; the message says what to write and
     *     shows no password
     */
    public static SmtpServer parse(String url) {
        URI uri = uri(url);
        String scheme = String.valueOf(uri.getScheme()).toLowerCase(Locale.ROOT);
        boolean tls = scheme.equals("smtps");
        if ((!tls && !scheme.equals("smtp")) || uri.getHost() == null) {
            throw wrong();
        }
        String host = uri.getHost().replaceAll("[\\[\\]]", "");
        int port = uri.getPort() == -1 ? (tls ? SUBMISSIONS : SUBMISSION) : uri.getPort();
        if (port < 1
                || port > 65_535
                || (uri.getRawPath() != null && uri.getRawPath().length() > 1)) {
            throw wrong();
        }
        String info = uri.getRawUserInfo();
        int colon = info == null ? -1 : info.indexOf(':');
        if (info != null && colon < 1) {
            throw wrong();
        }
        String user = info == null ? null : decoded(info.substring(0, colon));
        String password = info == null ? "" : decoded(info.substring(colon + 1));
        boolean optional = "starttls=optional".equals(uri.getRawQuery());
        if (uri.getRawQuery() != null && !optional) {
            throw wrong();
        }
        boolean demanded = !tls && user != null && !optional && !isThisMachine(host);
        return new SmtpServer(host, port, tls, demanded, user, new Sensitive(password));
    }

    private static URI uri(String url) {
        try {
            return new URI(url);
        } catch (URISyntaxException e) {
            throw wrong();
        }
    }

    private static boolean isThisMachine(String host) {
        return host.equalsIgnoreCase("localhost")
                || (Cidr.isAddress(host) && (host.startsWith("127.") || host.equals("::1")));
    }

    private static String decoded(String text) {
        return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
    }

    private static IllegalArgumentException wrong() {
        return new IllegalArgumentException("Write smtp://user:password@host:port or smtps://user:password@host:port;"
                + " signs such as @ and / in a password as %40 and %2F");
    }
}
