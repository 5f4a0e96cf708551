package heddle.identity.saml;

import heddle.identity.account.Addresses;
import heddle.identity.external.Profile;
import heddle.identity.role.RoleBook;
import heddle.identity.settings.AuthConfig;
import heddle.kernel.json.Json;
import heddle.kernel.problem.Problem;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Makes a profile of an assertion: by the tenant's mapping, and by the names that everybody uses. */
final class AttributeMapping {
    private static final String EMAIL_FORMAT = "urn:oasis:names:tc:SAML:1.1:nameid-format:emailAddress";
    private static final List<String> EMAIL = List.of(
            "urn:oid:0.9.2342.19200300.100.1.3",
            "http://schemas.xmlsoap.org/ws/2005/05/identity/claims/emailaddress",
            "mail",
            "email");
    private static final List<String> FIRST =
            List.of("urn:oid:2.5.4.42", "http://schemas.xmlsoap.org/ws/2005/05/identity/claims/givenname", "givenName");
    private static final List<String> LAST = List.of(
            "urn:oid:2.5.4.4", "http://schemas.xmlsoap.org/ws/2005/05/identity/claims/surname", "sn", "surname");
    private static final List<String> NAME = List.of("urn:oid:2.16.840.1.113730.3.1.241", "displayName");
    private static final List<String> GROUPS =
            List.of("http://schemas.microsoft.com/ws/2008/06/identity/claims/groups", "groups");
    private static final int MAX_NAME = 200;
    private static final int MAX_KEPT = 16_384;

    private final AuthConfig.Saml provider;
    private final Statement statement;

    AttributeMapping(AuthConfig.Saml provider, Statement statement) {
        this.provider = provider;
        this.statement = statement;
    }

    /**
     * @throws Problem 400 SAML_NO_EMAIL
     */
    Profile profile(RoleBook roles, String realm) {
        String email = email();
        if (email == null) {
            throw Problem.badRequest(
                    "SAML_NO_EMAIL", "The assertion has no e-mail address; map one with attribute_mapping.email");
        }
        return new Profile(
                name(provider.slug()), statement.nameId(), email, true, name(), mapped(roles, realm), kept(email));
    }

    /** The provider's name in identities, apart from those of OAuth. */
    static String name(String slug) {
        return "saml:" + slug;
    }

    /** Whether the tenant says that this provider speaks for a domain. */
    boolean ownsDomain(@Nullable String email) {
        if (email == null || provider.domains() == null) {
            return false;
        }
        String domain = email.substring(email.indexOf('@') + 1);
        return provider.domains().stream().anyMatch(d -> d.strip().equalsIgnoreCase(domain));
    }

    private @Nullable String email() {
        String told = first("email", EMAIL);
        if (told == null && statement.nameIdFormat().equals(EMAIL_FORMAT)) {
            told = statement.nameId();
        }
        return told == null ? null : Addresses.email(told).orElse(null);
    }

    private String name() {
        String whole = first("name", NAME);
        if (whole == null) {
            String given = first("first_name", FIRST);
            String family = first("last_name", LAST);
            whole = ((given == null ? "" : given) + " " + (family == null ? "" : family)).strip();
        }
        return whole.length() > MAX_NAME ? whole.substring(0, MAX_NAME) : whole;
    }

    /** The first role of the map, in its order, whose group the person is in; only groups of the map count. */
    private @Nullable String mapped(RoleBook roles, String realm) {
        if (provider.roleMap() == null) {
            return null;
        }
        List<String> groups = new ArrayList<>(all("groups", GROUPS));
        groups.addAll(all("role", List.of()));
        for (Map.Entry<String, JsonNode> entry : provider.roleMap().properties()) {
            String role = entry.getValue().asString("");
            if (groups.contains(entry.getKey()) && roles.exists(realm, role)) {
                return role;
            }
        }
        return null;
    }

    private ObjectNode kept(String email) {
        ObjectNode attributes = Json.object();
        statement.attributes().forEach((name, values) -> put(attributes, name, values));
        ObjectNode saml = Json.object()
                .put("provider", provider.slug())
                .put("name_id", statement.nameId())
                .put("email", email);
        if (attributes.toString().length() <= MAX_KEPT) {
            saml.set("attributes", attributes);
        }
        mapping().path("custom").propertyStream().forEach(custom -> {
            List<String> values = values(custom.getValue());
            if (!values.isEmpty()) {
                put(saml, custom.getKey(), values);
            }
        });
        ObjectNode out = Json.object();
        out.set("saml", saml);
        return out;
    }

    private static void put(ObjectNode node, String name, List<String> values) {
        if (values.size() == 1) {
            node.put(name, values.getFirst());
        } else {
            ArrayNode list = node.putArray(name);
            values.forEach(list::add);
        }
    }

    private @Nullable String first(String what, List<String> usual) {
        List<String> found = all(what, usual);
        return found.isEmpty() ? null : found.getFirst();
    }

    /** By the mapping where it has a line, else by the first of the usual names that is there. */
    private List<String> all(String what, List<String> usual) {
        JsonNode line = mapping().path(what);
        if (!line.isMissingNode()) {
            return values(line);
        }
        return usual.stream()
                .map(n -> statement.attributes().getOrDefault(n, List.of()))
                .filter(v -> !v.isEmpty())
                .findFirst()
                .orElse(List.of());
    }

    /** A line of the mapping: a name, or {@code {name | names, default}}. */
    private List<String> values(JsonNode line) {
        List<String> names = new ArrayList<>();
        names.add(line.isString() ? line.stringValue() : line.path("name").asString(""));
        line.path("names").valueStream().forEach(n -> names.add(n.asString("")));
        for (String name : names) {
            List<String> found = statement.attributes().getOrDefault(name, List.of());
            if (!found.isEmpty()) {
                return found;
            }
        }
        String preset = line.path("default").asString("");
        return preset.isEmpty() ? List.of() : List.of(preset);
    }

    private JsonNode mapping() {
        return provider.attributeMapping() == null ? Json.object() : provider.attributeMapping();
    }
}
