package heddle.data.filter;

import heddle.data.type.Schema;
import org.jspecify.annotations.Nullable;

/** What a condition may look up beside the row itself. */
public interface Links {

    /** Whether the object has such an association; with any object when {@code otherId} is null. */
    boolean linked(String objectId, String associationType, Condition.Direction direction, @Nullable String otherId);

    /** The live object that a reference names, or null when it is gone, in the trash or not to be seen. */
    @Nullable
    Row referenced(Schema target, String objectId);
}
