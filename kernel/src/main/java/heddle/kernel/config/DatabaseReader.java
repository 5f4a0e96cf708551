package heddle.kernel.config;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads the address of a database in the form of libpq or of JDBC and takes user and password out of it: the driver
 * would not understand the first form, and an address without a password may be shown.
 */
final class DatabaseReader {
    private static final Pattern URL = Pattern.compile("(?:jdbc:postgresql|postgres(?:ql)?)://"
            + "(?:(?<user>[^:@/?]*)(?::(?<password>[^@/?]*))?@)?(?<hosts>[^/?@]+)/(?<name>[^/?]+)(?:\\?(?<query>.*))?");

    private final Settings settings;
    private String user = "";
    private String password = "";

    DatabaseReader(Settings settings) {
        this.settings = settings;
    }

    Database database() {
        String url = settings.text(Setting.DATABASE_URL);
        if (url == null) {
            refuseLogin(Setting.DATABASE_USER);
            refuseLogin(Setting.DATABASE_PASSWORD);
            return new Database.Embedded();
        }
        Matcher parts = URL.matcher(url);
        if (!parts.matches()) {
            settings.fault(
                    Setting.DATABASE_URL,
                    "is not the address of a PostgreSQL database",
                    "Write postgresql://user:password@host:5432/name; signs such as @ and / in a password as %40 and %2F");
            return new Database.Embedded();
        }
        try {
            return external(parts);
        } catch (IllegalArgumentException e) {
            settings.fault(Setting.DATABASE_URL, "has a % without two hexadecimal digits", "Write % itself as %25");
            return new Database.Embedded();
        }
    }

    private Database external(Matcher parts) {
        user = decode(parts.group("user"));
        password = decode(parts.group("password"));
        String query = withoutLogin(parts.group("query"));
        String jdbcUrl = "jdbc:postgresql://" + parts.group("hosts") + "/" + parts.group("name") + query;
        user = one(Setting.DATABASE_USER, user);
        password = one(Setting.DATABASE_PASSWORD, password);
        return new Database.External(jdbcUrl, user, new Sensitive(password));
    }

    private String withoutLogin(@Nullable String query) {
        List<String> rest = new ArrayList<>();
        for (String part : query == null ? new String[0] : query.split("&", -1)) {
            if (part.startsWith("user=")) {
                user = decode(part.substring("user=".length()));
            } else if (part.startsWith("password=")) {
                password = decode(part.substring("password=".length()));
            } else if (!part.isEmpty()) {
                rest.add(part);
            }
        }
        return rest.isEmpty() ? "" : "?" + String.join("&", rest);
    }

    private String one(Setting setting, String inUrl) {
        String own = settings.text(setting);
        if (own != null && !inUrl.isEmpty()) {
            settings.fault(setting, "is in HEDDLE_DATABASE_URL too", "Write it in one of the two places");
        }
        return own == null ? inUrl : own;
    }

    private void refuseLogin(Setting setting) {
        if (settings.text(setting) != null) {
            settings.fault(setting, "has no effect on the embedded database", "Set HEDDLE_DATABASE_URL too");
        }
    }

    private static String decode(@Nullable String text) {
        return text == null ? "" : URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
    }
}
