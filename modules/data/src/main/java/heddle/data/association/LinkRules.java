package heddle.data.association;

import heddle.data.type.ObjectType;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * What a type's {@code settings.associations} fixes for one label: {@code {name, to_type?, cardinality, max?}}. A label
 * that no setting names is many to many.
 *
 * @param onePerSource an object may be the source of one such link at most
 * @param onePerTarget an object may be the target of one such link at most
 * @param max links of this label from one object; 0 for no limit
 */
record LinkRules(boolean onePerSource, boolean onePerTarget, int max) {
    private static final LinkRules FREE = new LinkRules(false, false, 0);

    static LinkRules of(ObjectType from, String associationType) {
        JsonNode rule = find(from, associationType);
        if (rule == null) {
            return FREE;
        }
        String cardinality = rule.path("cardinality").asString("many_to_many");
        return new LinkRules(
                cardinality.equals("one_to_one") || cardinality.equals("many_to_one"),
                cardinality.equals("one_to_one") || cardinality.equals("one_to_many"),
                rule.path("max").asInt(0));
    }

    private static @Nullable JsonNode find(ObjectType from, String associationType) {
        for (JsonNode rule : from.settings().path("associations")) {
            if (rule.path("name").asString("").equals(associationType)) {
                return rule;
            }
        }
        return null;
    }
}
