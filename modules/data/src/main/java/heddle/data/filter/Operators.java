package heddle.data.filter;

import static heddle.data.filter.Operator.*;

import heddle.data.property.Property;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Set;

/** Which operators a type supports. */
final class Operators {
    private static final Set<Operator> NULLS = set(IS_NULL, IS_NOT_NULL);
    static final Set<Operator> EQUALITY = join(NULLS, EQ, NE, IN, NIN);
    private static final Set<Operator> RANGE = set(GT, GTE, LT, LTE, BETWEEN);
    private static final Set<Operator> TEXT =
            set(CONTAINS, ICONTAINS, STARTS_WITH, ENDS_WITH, NOT_CONTAINS, IS_EMPTY, IS_NOT_EMPTY);
    private static final Set<Operator> ORDERED = union(EQUALITY, RANGE);
    private static final Set<Operator> DATED = join(ORDERED, ON, BEFORE, AFTER, IN_LAST, IN_NEXT);
    private static final Set<Operator> EQUAL_TEXT = union(EQUALITY, TEXT);
    private static final Set<Operator> ORDERED_TEXT = union(ORDERED, TEXT);
    private static final Set<Operator> MARKUP = union(NULLS, TEXT);
    private static final Set<Operator> PHONE = join(EQUALITY, STARTS_WITH);
    private static final Set<Operator> FLAG = join(NULLS, EQ, NE);
    private static final Set<Operator> LIST =
            join(EQUALITY, CONTAINS, CONTAINS_ANY, CONTAINS_ALL, NOT_CONTAINS, IS_EMPTY, IS_NOT_EMPTY);
    private static final Set<Operator> SIZED = join(LIST, SIZE);
    private static final Set<Operator> DOCUMENT = join(NULLS, EQ, NE, CONTAINS, HAS_KEY);
    static final Set<Operator> JSON_PATH = join(ORDERED, CONTAINS, HAS_KEY);
    private static final Set<Operator> GEO = join(NULLS, NEAR, WITHIN);
    private static final Set<Operator> FILE = join(NULLS, EQ);

    private Operators() {}

    static Set<Operator> of(Property property) {
        if (property.multiple()) {
            return LIST;
        }
        return switch (property.dataType()) {
            case STRING -> ORDERED_TEXT;
            case TEXT, EMAIL, URL -> EQUAL_TEXT;
            case RICH_TEXT -> MARKUP;
            case PHONE -> PHONE;
            case INTEGER, NUMBER, DECIMAL, CURRENCY, TIME -> ORDERED;
            case BOOLEAN -> FLAG;
            case DATE, DATETIME -> DATED;
            case ENUM, REFERENCE, USER -> EQUALITY;
            case MULTI_ENUM -> LIST;
            case ARRAY -> SIZED;
            case JSON -> DOCUMENT;
            case GEO_POINT -> GEO;
            case FILE -> FILE;
        };
    }

    static Set<Operator> of(SystemField field) {
        return switch (field) {
            case ID, CREATED_BY -> EQUALITY;
            case CREATED_AT, UPDATED_AT -> DATED;
            case VERSION -> ORDERED;
            case IS_DELETED -> FLAG;
        };
    }

    private static Set<Operator> set(Operator... operators) {
        return Collections.unmodifiableSet(EnumSet.copyOf(Arrays.asList(operators)));
    }

    private static Set<Operator> join(Set<Operator> some, Operator... more) {
        return union(some, EnumSet.copyOf(Arrays.asList(more)));
    }

    private static Set<Operator> union(Set<Operator> some, Set<Operator> more) {
        EnumSet<Operator> out = EnumSet.copyOf(some);
        out.addAll(more);
        return Collections.unmodifiableSet(out);
    }
}
