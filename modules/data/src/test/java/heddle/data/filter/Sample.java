package heddle.data.filter;

import heddle.data.property.DataType;
import heddle.data.property.Property;
import heddle.data.type.ObjectType;
import heddle.data.type.Schema;
import heddle.kernel.json.Json;
import java.time.Instant;
import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/** Schemas for tests. */
public final class Sample {
    public static final Instant NOW = Instant.parse("2026-03-15T10:20:30.456Z");
    public static final String TENANT = "tn_01jd2v6h8m0000000000000000";
    public static final String CONTACTS = "ot_01jd2v6h8m0000000000000001";
    public static final String COMPANIES = "ot_01jd2v6h8m0000000000000002";

    private Sample() {}

    public static ObjectType type(String id, String name) {
        return new ObjectType(id, TENANT, name, name, null, null, Json.object(), NOW, NOW);
    }

    public static Property property(String name, DataType type) {
        return property(name, type, Json.object());
    }

    public static Property property(String name, DataType type, ObjectNode options, String... words) {
        return new Property(
                "prop_" + name,
                CONTACTS,
                name,
                name,
                type,
                null,
                false,
                false,
                false,
                false,
                null,
                List.of(words),
                options,
                null,
                "none",
                NOW,
                NOW);
    }

    /** One property of each of the 22 types, named after it, and some with options. */
    public static Schema everything() {
        return Schema.of(
                type(CONTACTS, "contacts"),
                List.of(
                        property("string", DataType.STRING),
                        property("folded", DataType.STRING, Json.object().put("case_insensitive", true)),
                        property("text", DataType.TEXT),
                        property("rich", DataType.RICH_TEXT),
                        property("email", DataType.EMAIL),
                        property("url", DataType.URL),
                        property("phone", DataType.PHONE),
                        property("integer", DataType.INTEGER),
                        property("number", DataType.NUMBER),
                        property("decimal", DataType.DECIMAL),
                        property("currency", DataType.CURRENCY),
                        property("boolean", DataType.BOOLEAN),
                        property("date", DataType.DATE),
                        property("datetime", DataType.DATETIME),
                        property("time", DataType.TIME),
                        property("status", DataType.ENUM, Json.object(), "open", "won", "lost"),
                        property("tags", DataType.MULTI_ENUM, Json.object(), "a", "b", "c"),
                        property("array", DataType.ARRAY),
                        property("json", DataType.JSON),
                        property("geo", DataType.GEO_POINT),
                        property("company", DataType.REFERENCE, Json.object().put("object_type_id", COMPANIES)),
                        property(
                                "companies",
                                DataType.REFERENCE,
                                Json.object().put("object_type_id", COMPANIES).put("multiple", true)),
                        property("owner", DataType.USER),
                        property("file", DataType.FILE)));
    }

    public static Schema companies() {
        return Schema.of(
                type(COMPANIES, "companies"),
                List.of(
                        property("name", DataType.STRING),
                        property("size", DataType.INTEGER),
                        property("worth", DataType.CURRENCY),
                        property("owner", DataType.USER),
                        property("place", DataType.GEO_POINT),
                        property("facts", DataType.JSON),
                        property("tags", DataType.MULTI_ENUM, Json.object(), "a", "b", "c")));
    }

    public static SchemaLookup types() {
        return id -> switch (id) {
            case CONTACTS -> everything();
            case COMPANIES -> companies();
            default -> null;
        };
    }

    public static Vocabulary user() {
        return Vocabulary.user(everything(), types());
    }

    public static Vocabulary policy() {
        return Vocabulary.policy(everything(), types());
    }

    public static Row row(String props) {
        return new Row(
                "obj_1",
                (ObjectNode) Json.parse(props),
                "usr_1",
                NOW.minusSeconds(3600),
                NOW.minusSeconds(60),
                3,
                false);
    }
}
