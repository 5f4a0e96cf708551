package heddle.data.filter;

import heddle.data.property.DataType;
import heddle.data.property.Property;
import heddle.data.type.Schema;
import java.util.List;
import java.util.Set;

/** What a condition or a sort looks at. */
public sealed interface Field {

    /** How values of the field are compared. */
    enum Kind {
        TEXT,
        NUMBER,
        BOOLEAN,
        DATE,
        DATETIME,
        TIME,
        /** A point in time in a column of its own, finer than a millisecond. */
        INSTANT,
        LIST,
        JSON,
        GEO
    }

    /** The name as the caller writes it, e.g. {@code price.currency}. */
    String name();

    Kind kind();

    /** What may be asked of the field. */
    Set<Operator> operators();

    /** The field that holds the value: itself, or the far end of a reference. */
    default Field leaf() {
        return this;
    }

    record OfProperty(Property property) implements Field {
        @Override
        public String name() {
            return property.name();
        }

        @Override
        public Kind kind() {
            if (property.multiple()) {
                return Kind.LIST;
            }
            return switch (property.dataType()) {
                case STRING, TEXT, RICH_TEXT, EMAIL, URL, PHONE, ENUM, REFERENCE, USER, FILE -> Kind.TEXT;
                case INTEGER, NUMBER, DECIMAL, CURRENCY -> Kind.NUMBER;
                case BOOLEAN -> Kind.BOOLEAN;
                case DATE -> Kind.DATE;
                case DATETIME -> Kind.DATETIME;
                case TIME -> Kind.TIME;
                case MULTI_ENUM, ARRAY -> Kind.LIST;
                case JSON -> Kind.JSON;
                case GEO_POINT -> Kind.GEO;
            };
        }

        @Override
        public Set<Operator> operators() {
            return Operators.of(property);
        }

        DataType type() {
            return property.dataType();
        }
    }

    record OfSystem(SystemField field) implements Field {
        @Override
        public String name() {
            return field.word();
        }

        @Override
        public Kind kind() {
            return switch (field) {
                case ID, CREATED_BY -> Kind.TEXT;
                case CREATED_AT, UPDATED_AT -> Kind.INSTANT;
                case VERSION -> Kind.NUMBER;
                case IS_DELETED -> Kind.BOOLEAN;
            };
        }

        @Override
        public Set<Operator> operators() {
            return Operators.of(field);
        }
    }

    /** The three letters of a currency value. */
    record CurrencyCode(Property property) implements Field {
        @Override
        public String name() {
            return property.name() + ".currency";
        }

        @Override
        public Kind kind() {
            return Kind.TEXT;
        }

        @Override
        public Set<Operator> operators() {
            return Operators.EQUALITY;
        }
    }

    /** A place inside a json value; whole-number steps also index arrays, as {@code #>} does. */
    record JsonPath(Property property, List<String> path) implements Field {
        @Override
        public String name() {
            return property.name() + "." + String.join(".", path);
        }

        @Override
        public Kind kind() {
            return Kind.JSON;
        }

        @Override
        public Set<Operator> operators() {
            return Operators.JSON_PATH;
        }
    }

    /** A field of the object that a reference names; without a value when that object is gone or in the trash. */
    record Hop(Property reference, Schema target, Field field) implements Field {
        @Override
        public String name() {
            return reference.name() + "." + field.name();
        }

        @Override
        public Kind kind() {
            return field.kind();
        }

        @Override
        public Set<Operator> operators() {
            return field.operators();
        }

        @Override
        public Field leaf() {
            return field;
        }
    }
}
