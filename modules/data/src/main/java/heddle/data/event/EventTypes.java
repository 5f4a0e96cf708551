package heddle.data.event;

import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** The names of events that Heddle records by itself. */
public final class EventTypes {
    public static final String CUSTOM = "custom.";

    /** As {@code GET /events/types} lists them. */
    public static final List<String> BUILT_IN = List.of(("object.created object.updated object.deleted object.restored"
                    + " object.purged association.created association.updated association.deleted comment.created"
                    + " comment.updated comment.deleted file.uploaded file.updated file.deleted file.restored"
                    + " form.created form.updated form.deleted form.submitted workflow.submitted workflow.approved"
                    + " workflow.rejected workflow.completed object_type.created object_type.updated"
                    + " object_type.deleted property.created property.updated property.deleted user.created"
                    + " user.updated user.deleted user.banned user.login user.logout user.password_changed"
                    + " user.mfa_enabled user.mfa_disabled automation.completed automation.failed job.completed"
                    + " job.failed function.failed import.completed export.completed report.generated"
                    + " webhook.disabled short_url.clicked integration.synced quota.warning")
            .split(" "));

    private static final Set<String> FAMILIES =
            BUILT_IN.stream().map(EventTypes::family).collect(Collectors.toUnmodifiableSet());
    private static final Set<String> ALSO_OURS = Set.of("key", "tenant", "policy", "view", "role", "session", "system", "governance", "auth_config", "notification", "email");

    private EventTypes() {}

    /** Whether a name would be taken for an event of ours. */
    static boolean reserved(String type) {
        String family = family(type);
        return type.indexOf('.') > 0 && (FAMILIES.contains(family) || ALSO_OURS.contains(family));
    }

    private static String family(String type) {
        int dot = type.indexOf('.');
        return dot < 0 ? type : type.substring(0, dot);
    }
}
