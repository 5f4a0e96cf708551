package heddle.data.filter;

import heddle.data.property.DataType;
import heddle.data.property.Property;
import heddle.data.type.ObjectType;
import heddle.data.type.Schema;
import heddle.kernel.json.Json;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A generated tenant: a schema, its rows, another type to refer to, and associations. */
final class World implements Links {
    record Link(String type, String from, String to) {}

    final Schema schema;
    final Schema target;
    final List<Row> rows = new ArrayList<>();
    final Map<String, Row> targets = new HashMap<>();
    final Set<Link> links = new HashSet<>();

    World(int number) {
        Random random = new Random(number);
        Draw draw = new Draw(random);
        String body = "%020d".formatted(number);
        String tenant = "tn_" + body;
        Schema companies = Sample.companies();
        target = new Schema(typed(companies, tenant, "ot_" + body + "t"), companies.properties());
        Map<String, Property> properties = new HashMap<>();
        Sample.everything().properties().values().stream()
                .filter(p -> draw.chance(80))
                .forEach(p ->
                        properties.put(p.name(), varied(p, draw, target.type().id())));
        properties.putIfAbsent("string", Sample.property("string", DataType.STRING));
        schema = new Schema(typed(Sample.everything(), tenant, "ot_" + body + "c"), properties);
        for (int i = 0; i < 4; i++) {
            Row row = row("obj_t" + i, target, draw, random);
            targets.put(row.id(), row);
        }
        for (int i = 0; i < 40; i++) {
            rows.add(row("obj_" + i, schema, draw, random));
        }
        for (int i = 0; i < 30; i++) {
            String type = draw.of(List.of("member_of", "likes"));
            String one = draw.of(rows).id();
            String other = draw.chance(50) ? draw.of(rows).id() : "obj_t" + random.nextInt(4);
            links.add(draw.chance(50) ? new Link(type, one, other) : new Link(type, other, one));
        }
    }

    SchemaLookup types() {
        return id ->
                id.equals(target.type().id()) ? target : id.equals(schema.type().id()) ? schema : null;
    }

    @Override
    public boolean linked(String id, String type, Condition.Direction direction, @Nullable String other) {
        boolean out = direction != Condition.Direction.INCOMING;
        boolean in = direction != Condition.Direction.OUTGOING;
        return links.stream().filter(l -> l.type().equals(type)).anyMatch(l -> {
            boolean there = out && ends(l.from(), l.to(), id, other);
            return there || (in && ends(l.to(), l.from(), id, other));
        });
    }

    private static boolean ends(String mine, String theirs, String id, @Nullable String other) {
        return mine.equals(id) && (other == null || theirs.equals(other));
    }

    @Override
    public @Nullable Row referenced(Schema type, String id) {
        Row row = targets.get(id);
        return row == null || row.deleted() ? null : row;
    }

    private static ObjectType typed(Schema like, String tenant, String id) {
        ObjectType type = like.type();
        return new ObjectType(id, tenant, type.name(), type.name(), null, null, Json.object(), Sample.NOW, Sample.NOW);
    }

    private static Property varied(Property p, Draw draw, String targetType) {
        var options = p.options().deepCopy();
        if (p.dataType() == DataType.REFERENCE) {
            options.put("object_type_id", targetType);
        }
        if (p.dataType() == DataType.ARRAY && draw.chance(30)) {
            options.put("item_type", "any");
        }
        boolean indexed = draw.chance(50);
        return new Property(
                p.id(),
                p.objectTypeId(),
                p.name(),
                p.name(),
                p.dataType(),
                null,
                indexed,
                indexed,
                false,
                false,
                null,
                p.enumValues(),
                options,
                null,
                "none",
                Sample.NOW,
                Sample.NOW);
    }

    private static Row row(String id, Schema schema, Draw draw, Random random) {
        Instant created = draw.chance(50)
                ? Sample.NOW.minusSeconds(random.nextInt(1_000_000))
                : Instant.parse(draw.of(List.of("2026-03-15T00:00:00Z", "2026-03-15T23:59:59.999999Z")));
        return new Row(
                id,
                draw.props(schema),
                draw.chance(80) ? draw.of(List.of("usr_1", "usr_2", "key_1")) : null,
                created,
                created.plusSeconds(random.nextInt(100)),
                1 + random.nextInt(3),
                draw.chance(20));
    }
}
