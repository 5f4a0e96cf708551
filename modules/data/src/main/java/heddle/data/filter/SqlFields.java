package heddle.data.filter;

import heddle.data.property.PropertySql;
import java.math.BigDecimal;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.BiFunction;

/** The SQL text of fields, and the values bound on the way. */
final class SqlFields {
    private final ReferenceGuard guard;
    private final String prefix;
    private final String alias;
    private final Map<String, Object> params = new LinkedHashMap<>();
    private int hops;

    SqlFields(ReferenceGuard guard, String prefix, String alias) {
        this.guard = guard;
        this.prefix = prefix;
        this.alias = alias;
    }

    Map<String, Object> params() {
        return Collections.unmodifiableMap(params);
    }

    /** Keeps a value and answers what stands for it. */
    String bind(Object value) {
        String name = prefix + params.size();
        params.put(name, value);
        return ":" + name;
    }

    /** The typed value: text, numeric, boolean, timestamptz or jsonb by kind. */
    String value(Field field) {
        return reach(field, this::plain);
    }

    /** A json value read as the type of a constant; null when it has another type. */
    String typed(Field field, Object like) {
        return reach(field, (f, at) -> {
            String json = plain(f, at);
            return switch (like) {
                case BigDecimal ignored ->
                    "(case when jsonb_typeof(%s) = 'number' then cast(%s #>> '{}' as numeric) end)"
                            .formatted(json, json);
                case Boolean ignored ->
                    "(case when jsonb_typeof(%s) = 'boolean' then cast(%s #>> '{}' as boolean) end)"
                            .formatted(json, json);
                default ->
                    "(case when jsonb_typeof(%s) = 'string' then %s #>> '{}' end collate \"C\")".formatted(json, json);
            };
        });
    }

    String lat(Field field) {
        return reach(field, (f, at) -> PropertySql.lat(((Field.OfProperty) f).property(), at + ".props"));
    }

    String lng(Field field) {
        return reach(field, (f, at) -> PropertySql.lng(((Field.OfProperty) f).property(), at + ".props"));
    }

    /**
     * Reads a field of the row, or through a reference by a scalar sub-select, which is null when nothing is there. The
     * primary key has the database's own collation, and only a comparison in the same one can use it.
     */
    private String reach(Field field, BiFunction<Field, String, String> read) {
        if (!(field instanceof Field.Hop hop)) {
            return read.apply(field, alias);
        }
        String there = alias + "_" + prefix + hops++;
        SqlPredicate visible = guard.visible(hop.target(), there + "_", there);
        params.putAll(visible.params());
        return "(select %s from %s %s where %s.id = %s collate \"default\" and not %s.is_deleted%s)"
                .formatted(
                        read.apply(hop.field(), there),
                        hop.target().table(),
                        there,
                        there,
                        PropertySql.expression(hop.reference(), alias + ".props"),
                        there,
                        visible.isTrue() ? "" : " and " + visible.sql());
    }

    private String plain(Field field, String at) {
        String props = at + ".props";
        return switch (field) {
            case Field.OfProperty of -> PropertySql.expression(of.property(), props);
            case Field.CurrencyCode code -> PropertySql.currencyCode(code.property(), props);
            case Field.OfSystem system -> at + "." + system.field().word();
            case Field.JsonPath path ->
                "(nullif(%s #> cast(%s as text[]), 'null'))"
                        .formatted(
                                PropertySql.json(path.property(), props),
                                bind(path.path().toArray(String[]::new)));
            case Field.Hop hop -> throw new IllegalStateException("a reference inside " + hop.name());
        };
    }
}
