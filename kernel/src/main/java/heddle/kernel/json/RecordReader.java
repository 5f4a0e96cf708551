package heddle.kernel.json;

import com.fasterxml.jackson.annotation.JsonProperty;
import heddle.kernel.problem.Fault;
import heddle.kernel.problem.Problem;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Reads a JSON object into a wire record and reports every member of a wrong type, not only the first, each with its
 * path. A plain data-binding call stops at the first fault, which makes a person mend a request one fault at a time.
 */
public final class RecordReader {
    private static final ClassValue<Map<String, String>> ANNOTATED = new ClassValue<>() {
        @Override
        protected Map<String, String> computeValue(Class<?> type) {
            return annotated(type);
        }
    };

    private RecordReader() {}

    public static String wireName(RecordComponent component) {
        return wireName(component.getDeclaringRecord(), component.getName());
    }

    /**
     * The wire name of a component of a record, as annotated, else by the record's spelling. A path of several records is
     * spelled as the first one is, so a component that it has not is taken too.
     */
    public static String wireName(Class<?> record, String component) {
        String named = ANNOTATED.get(record).get(component);
        if (named != null) {
            return named;
        }
        return record.isAnnotationPresent(CamelCase.class) ? component : snakeCase(component);
    }

    private static Map<String, String> annotated(Class<?> type) {
        Map<String, String> out = new HashMap<>();
        for (RecordComponent component : type.isRecord() ? type.getRecordComponents() : new RecordComponent[0]) {
            JsonProperty named = component.getAccessor().getAnnotation(JsonProperty.class);
            if (named != null) {
                out.put(component.getName(), named.value());
            }
        }
        return Map.copyOf(out);
    }

    private static String snakeCase(String component) {
        StringBuilder out = new StringBuilder(component.length() + 4);
        for (int i = 0; i < component.length(); i++) {
            char c = component.charAt(i);
            if (Character.isUpperCase(c)) {
                out.append('_').append(Character.toLowerCase(c));
            } else {
                out.append(c);
            }
        }
        return out.toString();
    }

    /**
     * @throws Problem 400 VALIDATION_ERROR with all type faults and broken constraints of {@link Constraints}
     */
    public static <T extends Record> T read(JsonNode node, Class<T> type) {
        if (!(node instanceof ObjectNode object)) {
            throw Problem.invalid("", "invalid_type", "The body must be a JSON object");
        }
        List<Fault> faults = new ArrayList<>();
        T value = record(object, type, "", faults);
        if (value != null) {
            Constraints.check(value, faults);
        }
        if (!faults.isEmpty() || value == null) {
            throw Problem.invalid(faults);
        }
        return value;
    }

    private static <T extends Record> @Nullable T record(
            ObjectNode object, Class<T> type, String path, List<Fault> faults) {
        RecordComponent[] components = type.getRecordComponents();
        Class<?>[] types = new Class<?>[components.length];
        @Nullable Object[] values = new Object[components.length];
        for (int i = 0; i < components.length; i++) {
            String name = wireName(components[i]);
            types[i] = components[i].getType();
            values[i] = component(object.get(name), components[i].getGenericType(), join(path, name), faults);
        }
        try {
            var constructor = type.getDeclaredConstructor(types);
            constructor.setAccessible(true);
            return constructor.newInstance(values);
        } catch (InvocationTargetException e) {
            if (e.getCause() instanceof IllegalArgumentException refused) {
                faults.add(new Fault(path, "invalid_type", String.valueOf(refused.getMessage())));
                return null;
            }
            throw new IllegalStateException(e);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }

    private static @Nullable Object component(@Nullable JsonNode node, Type type, String path, List<Fault> faults) {
        if (type instanceof ParameterizedType generic && generic.getRawType() == Patch.class) {
            Type inner = generic.getActualTypeArguments()[0];
            return node == null ? Patch.absent() : Patch.of(value(node, inner, path, faults));
        }
        if (node == null) {
            return absent(type);
        }
        return value(node, type, path, faults);
    }

    private static @Nullable Object absent(Type type) {
        if (type == boolean.class) {
            return false;
        }
        return type == int.class ? 0 : null;
    }

    @SuppressWarnings("unchecked")
    private static @Nullable Object value(JsonNode node, Type type, String path, List<Fault> faults) {
        if (type == JsonNode.class) {
            return node;
        }
        if (node.isNull()) {
            return absent(type);
        }
        if (type instanceof Class<?> plain && plain.isRecord()) {
            if (node instanceof ObjectNode object) {
                return record(object, (Class<? extends Record>) plain, path, faults);
            }
            faults.add(new Fault(path, "invalid_type", path + " must be an object"));
            return null;
        }
        if (type instanceof ParameterizedType generic && generic.getRawType() == List.class) {
            return list(node, generic.getActualTypeArguments()[0], path, faults);
        }
        return scalar(node, type, path, faults);
    }

    private static @Nullable List<?> list(JsonNode node, Type element, String path, List<Fault> faults) {
        if (!node.isArray()) {
            faults.add(new Fault(path, "invalid_type", path + " must be an array"));
            return null;
        }
        List<@Nullable Object> out = new ArrayList<>(node.size());
        for (int i = 0; i < node.size(); i++) {
            out.add(value(node.get(i), element, path + "[" + i + "]", faults));
        }
        return out;
    }

    private static @Nullable Object scalar(JsonNode node, Type type, String path, List<Fault> faults) {
        String wanted = wanted(node, type);
        if (wanted == null) {
            try {
                return Json.mapper().treeToValue(node, Json.mapper().constructType(type));
            } catch (JacksonException e) {
                wanted = "a valid value";
            }
        }
        faults.add(new Fault(path, "invalid_type", path + " must be " + wanted));
        return absent(type);
    }

    /** What the member should have been, or null when its JSON type fits. */
    private static @Nullable String wanted(JsonNode node, Type type) {
        if (type == String.class) {
            return node.isString() ? null : "a string";
        }
        if (type == Boolean.class || type == boolean.class) {
            return node.isBoolean() ? null : "true or false";
        }
        if (type == Integer.class || type == int.class || type == Long.class) {
            return node.isIntegralNumber() ? null : "a whole number";
        }
        if (type == Double.class) {
            return node.isNumber() ? null : "a number";
        }
        if (type == ObjectNode.class) {
            return node.isObject() ? null : "an object";
        }
        if (type == java.time.Instant.class) {
            return node.isString() ? null : "a time such as 2026-01-31T09:00:00Z";
        }
        return null;
    }

    private static String join(String path, String name) {
        return path.isEmpty() ? name : path + "." + name;
    }
}
