package heddle.data.filter;

import heddle.data.type.Schema;
import java.util.function.BiPredicate;

/**
 * What a condition or a sort may name.
 *
 * @param types the other types, for references
 * @param hidden tells the properties of a type that the author may not see; naming one is naming an unknown one
 */
public record Vocabulary(Schema schema, Mode mode, SchemaLookup types, BiPredicate<Schema, String> hidden) {

    /** For a reader who may see every property. */
    public static Vocabulary user(Schema schema, SchemaLookup types) {
        return new Vocabulary(schema, Mode.USER, types, (s, p) -> false);
    }

    /** For a reader from whom some properties are hidden. */
    public static Vocabulary user(Schema schema, SchemaLookup types, BiPredicate<Schema, String> hidden) {
        return new Vocabulary(schema, Mode.USER, types, hidden);
    }

    /** For an administrator who writes a policy. */
    public static Vocabulary policy(Schema schema, SchemaLookup types) {
        return new Vocabulary(schema, Mode.POLICY, types, (s, p) -> false);
    }
}
