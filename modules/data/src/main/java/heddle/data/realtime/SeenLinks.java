package heddle.data.realtime;

import heddle.data.catalog.Catalog;
import heddle.data.filter.Bound;
import heddle.data.filter.Condition;
import heddle.data.filter.ConditionEval;
import heddle.data.filter.Links;
import heddle.data.filter.Row;
import heddle.data.filter.Truth;
import heddle.data.type.Schema;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** What a reader's own filter may look up: only rows that the reader may see. */
record SeenLinks(Links all, Catalog catalog, Viewer viewer, Instant now) implements Links {
    @Override
    public boolean linked(String objectId, String type, Condition.Direction direction, @Nullable String otherId) {
        return all.linked(objectId, type, direction, otherId);
    }

    @Override
    public @Nullable Row referenced(Schema target, String objectId) {
        Row row = all.referenced(target, objectId);
        Viewer.Sight sight = viewer.sight(catalog.find(target.type().id()), now);
        boolean seen = row != null
                && sight != null
                && (sight.visible().equals(Bound.TRUE) || ConditionEval.of(sight.visible(), row, all) == Truth.TRUE);
        return seen ? row : null;
    }
}
