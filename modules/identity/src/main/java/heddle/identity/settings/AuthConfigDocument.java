package heddle.identity.settings;

import heddle.kernel.json.Json;
import heddle.kernel.json.RecordReader;
import heddle.kernel.problem.Fault;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** The document behind {@link AuthConfig} as JSON: its defaults, its unknown members, its secrets. */
final class AuthConfigDocument {
    private static final String MASK = "••••";
    private static final int SHOWN = 4;
    private static final ObjectNode DEFAULTS = defaults();

    private AuthConfigDocument() {}

    /** What is stored, over the defaults. */
    static ObjectNode whole(JsonNode stored) {
        return Json.merge(DEFAULTS, stored);
    }

    /** Adds a fault for every member that the record does not have. */
    static void unknown(JsonNode node, Class<?> type, String path, List<Fault> faults) {
        Set<String> known = new HashSet<>();
        for (RecordComponent component : type.getRecordComponents()) {
            String name = RecordReader.wireName(component);
            known.add(name);
            JsonNode value = node.path(name);
            Class<?> inner = inner(component);
            if (inner != null && value.isArray()) {
                for (int i = 0; i < value.size(); i++) {
                    unknown(value.get(i), inner, path + name + "[" + i + "].", faults);
                }
            } else if (inner != null && value.isObject()) {
                unknown(value, inner, path + name + ".", faults);
            }
        }
        node.propertyNames().stream()
                .filter(name -> !known.contains(name))
                .forEach(name ->
                        faults.add(new Fault(path + name, "unknown_property", "There is no setting " + path + name)));
    }

    /** A copy in which secrets are shown by their last letters only, with {@code has_<name>} beside them. */
    static ObjectNode masked(ObjectNode whole) {
        ObjectNode copy = whole.deepCopy();
        mask(copy, AuthConfig.class);
        return copy;
    }

    /** Puts the stored secrets back where a change repeats their masked form. */
    static void unmask(JsonNode change, JsonNode stored, Class<?> type) {
        for (RecordComponent component : type.getRecordComponents()) {
            String name = RecordReader.wireName(component);
            JsonNode value = change.path(name);
            Class<?> inner = inner(component);
            if (component.isAnnotationPresent(AuthConfig.Secret.class)) {
                restore((ObjectNode) change, name, stored.path(name).asString(""));
            } else if (inner != null && value instanceof ArrayNode list) {
                list.forEach(item -> unmask(item, bySlug(stored.path(name), item), inner));
            } else if (inner != null && value.isObject()) {
                unmask(value, stored.path(name), inner);
            }
        }
    }

    private static void restore(ObjectNode change, String name, String stored) {
        String given = change.path(name).asString("");
        if (!given.isEmpty() && given.equals(mask(stored))) {
            change.put(name, stored);
        }
        change.remove("has_" + name);
    }

    private static JsonNode bySlug(JsonNode list, JsonNode item) {
        String slug = item.path("slug").asString("");
        return list.valueStream()
                .filter(other -> other.path("slug").asString("").equals(slug))
                .findFirst()
                .orElse(Json.object());
    }

    private static void mask(ObjectNode node, Class<?> type) {
        for (RecordComponent component : type.getRecordComponents()) {
            String name = RecordReader.wireName(component);
            Class<?> inner = inner(component);
            JsonNode value = node.path(name);
            if (component.isAnnotationPresent(AuthConfig.Secret.class)) {
                String text = value.asString("");
                node.put(name, mask(text));
                node.put("has_" + name, !text.isEmpty());
            } else if (inner != null && value.isArray()) {
                value.forEach(item -> mask((ObjectNode) item, inner));
            } else if (inner != null && value instanceof ObjectNode object) {
                mask(object, inner);
            }
        }
    }

    private static String mask(String secret) {
        if (secret.isEmpty()) {
            return "";
        }
        return MASK + (secret.length() >= 3 * SHOWN ? secret.substring(secret.length() - SHOWN) : "");
    }

    private static @Nullable Class<?> inner(RecordComponent component) {
        if (component.getType().isRecord()) {
            return component.getType();
        }
        boolean records = component.getGenericType() instanceof ParameterizedType generic
                && generic.getActualTypeArguments()[0] instanceof Class<?> element
                && element.isRecord();
        return records ? (Class<?>) ((ParameterizedType) component.getGenericType()).getActualTypeArguments()[0] : null;
    }

    private static ObjectNode defaults() {
        try (InputStream in = AuthConfigDocument.class.getResourceAsStream("auth-config.json")) {
            if (in == null) {
                throw new IllegalStateException("Missing resource auth-config.json");
            }
            return (ObjectNode) Json.trusted(new String(in.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
