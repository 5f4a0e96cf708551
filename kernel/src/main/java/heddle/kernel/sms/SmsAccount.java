package heddle.kernel.sms;

import heddle.kernel.config.Sensitive;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * An account at a provider that speaks Twilio's interface, as its address names it: {@code https://sid:token@host}.
 *
 * @param messages the URL that a message is posted to
 * @param authorization the header that proves who posts
 */
public record SmsAccount(URI messages, Sensitive authorization) {

    /**
     * @throws IllegalArgumentException when it is not such an address; the message says what to write and shows no token
     */
    public static SmsAccount parse(String url) {
        URI uri = uri(url);
        String scheme = String.valueOf(uri.getScheme()).toLowerCase(Locale.ROOT);
        String info = uri.getRawUserInfo();
        boolean web = scheme.equals("https") || scheme.equals("http");
        if (!web || uri.getHost() == null || info == null || info.indexOf(':') < 1 || uri.getRawQuery() != null) {
            throw wrong();
        }
        String sid = info.substring(0, info.indexOf(':'));
        String token = info.substring(info.indexOf(':') + 1);
        String path = rest(uri.getRawPath()) + "/2010-04-01/Accounts/" + sid + "/Messages.json";
        String port = uri.getPort() == -1 ? "" : ":" + uri.getPort();
        String login = decoded(sid) + ":" + decoded(token);
        return new SmsAccount(
                URI.create(scheme + "://" + uri.getHost() + port + path),
                new Sensitive("Basic " + Base64.getEncoder().encodeToString(login.getBytes(StandardCharsets.UTF_8))));
    }

    private static URI uri(String url) {
        try {
            return new URI(url);
        } catch (URISyntaxException e) {
            throw wrong();
        }
    }

    private static String rest(@Nullable String path) {
        return path == null ? "" : path.replaceAll("/+$", "");
    }

    private static String decoded(String text) {
        return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
    }

    private static IllegalArgumentException wrong() {
        return new IllegalArgumentException(
                "Write https://sid:token@api.twilio.com, or the host of a provider that speaks"
                        + " the same interface");
    }
}
