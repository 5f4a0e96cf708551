package heddle.data.property;

import heddle.kernel.id.Ids;
import java.util.ArrayList;
import java.util.List;

/**
 * An index that a property asks for. All of them cover live rows only, so a query uses them when it says
 * {@code not is_deleted}.
 *
 * <p>The name is made of the property's id and the purpose; the text changes with the flags, options and enum values,
 * so an index whose text differs from the one it was built with has to be built again.
 *
 * @param name unqualified; the index lives in the schema of its table
 * @param unique whether it refuses a second live row with the same value
 * @param on what follows {@code on}: table, columns and predicate
 */
public record PropertyIndex(String name, boolean unique, String on) {
    private static final String LIVE = " where not is_deleted";

    /** The indexes of a property over a schema-qualified table; empty when nothing is asked for. */
    public static List<PropertyIndex> of(Property p, String table) {
        List<PropertyIndex> out = new ArrayList<>();
        String expression = PropertySql.expression(p, "props");
        if (p.unique()) {
            out.add(new PropertyIndex(
                    name(p, "u"), true, "%s (%s)%s and %s is not null".formatted(table, expression, LIVE, expression)));
        }
        if (p.sortable()) {
            out.add(tree(p, "s", table, PropertySql.sortExpression(p, "props") + ", id"));
        }
        if (p.indexed()) {
            out.addAll(lookups(p, table, expression));
        }
        return List.copyOf(out);
    }

    public String create() {
        return "create " + (unique ? "unique " : "") + "index " + name + " on " + on;
    }

    /** The same index built without blocking writes; may not run inside a transaction. */
    public String createConcurrently() {
        return "create " + (unique ? "unique " : "") + "index concurrently " + name + " on " + on;
    }

    private static List<PropertyIndex> lookups(Property p, String table, String expression) {
        if (p.multiple()) {
            return List.of(gin(p, "g", table, expression + " jsonb_path_ops"));
        }
        return switch (p.dataType()) {
            case TEXT, RICH_TEXT -> List.of(search(p, table, expression));
            case MULTI_ENUM, ARRAY, JSON -> List.of(gin(p, "g", table, expression + " jsonb_path_ops"));
            case GEO_POINT ->
                List.of(
                        tree(p, "y", table, PropertySql.lat(p, "props")),
                        tree(p, "x", table, PropertySql.lng(p, "props")));
            case CURRENCY -> {
                List<PropertyIndex> out = new ArrayList<>(equality(p, table, expression));
                out.add(tree(p, "c", table, PropertySql.currencyCode(p, "props")));
                yield out;
            }
            default -> {
                List<PropertyIndex> out = new ArrayList<>(equality(p, table, expression));
                if (trigram(p)) {
                    out.add(search(p, table, expression));
                }
                yield out;
            }
        };
    }

    /** None when the sort index or the unique one already begins with the expression. */
    private static List<PropertyIndex> equality(Property p, String table, String expression) {
        boolean served = p.unique() || (p.sortable() && p.dataType() != DataType.ENUM);
        return served ? List.of() : List.of(tree(p, "i", table, expression));
    }

    private static PropertyIndex search(Property p, String table, String expression) {
        return trigram(p)
                ? gin(p, "t", table, expression + " public.gin_trgm_ops")
                : gin(p, "t", table, PropertySql.searchVector(p, "props"));
    }

    private static boolean trigram(Property p) {
        return p.options().path("search").asString("").equals("trigram");
    }

    private static PropertyIndex tree(Property p, String purpose, String table, String columns) {
        return new PropertyIndex(name(p, purpose), false, "%s (%s)%s".formatted(table, columns, LIVE));
    }

    private static PropertyIndex gin(Property p, String purpose, String table, String columns) {
        return new PropertyIndex(name(p, purpose), false, "%s using gin (%s)%s".formatted(table, columns, LIVE));
    }

    private static String name(Property p, String purpose) {
        return "p_" + Ids.body(p.id()) + "_" + purpose;
    }
}
