package heddle.identity.platform;

import static heddle.kernel.access.Permission.SELF;

import heddle.kernel.http.Reply;
import heddle.kernel.http.Request;
import heddle.kernel.http.Routes;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;

/** The keys of a signed-in person; a key itself makes and shows no keys. */
public final class PlatformKeyRoutes {
    private static final String GROUP = "Platform API Keys";

    private final PlatformKeys keys;
    private final InstantSource time;

    public PlatformKeyRoutes(PlatformKeys keys, InstantSource time) {
        this.keys = keys;
        this.time = time;
    }

    public void declare(Routes routes) {
        routes.get("/api/keys", SELF)
                .group(GROUP)
                .summary("List platform keys")
                .gives(200, PlatformKeyJson.All.class)
                .to("PlatformKeys.list", this::list);
        routes.post("/api/keys", SELF)
                .group(GROUP)
                .summary("Create platform key")
                .takes(PlatformKeyJson.Create.class)
                .gives(201, PlatformKeyJson.View.class)
                .to("PlatformKeys.create", this::create);
        routes.get("/api/keys/{platform_key_id}", SELF)
                .group(GROUP)
                .summary("Get platform key")
                .gives(200, PlatformKeyJson.View.class)
                .to("PlatformKeys.get", this::get);
        routes.post("/api/keys/{platform_key_id}/revoke", SELF)
                .group(GROUP)
                .summary("Revoke platform key")
                .gives(200, PlatformKeyJson.Message.class)
                .to("PlatformKeys.revoke", this::revoke);
        routes.delete("/api/keys/{platform_key_id}", SELF)
                .group(GROUP)
                .summary("Delete platform key")
                .gives(200, PlatformKeyJson.Message.class)
                .to("PlatformKeys.delete", this::delete);
    }

    private Reply list(Request in) {
        Instant now = time.instant();
        List<PlatformKeyJson.View> views = keys.list(in.caller()).stream()
                .map(k -> PlatformKeyJson.of(k, now))
                .toList();
        return Reply.ok(new PlatformKeyJson.All(views, views.size()));
    }

    private Reply create(Request in) {
        PlatformKeys.Issued issued = keys.create(in.caller(), in.body(PlatformKeyJson.Create.class));
        return Reply.created(PlatformKeyJson.created(issued.key(), issued.token(), time.instant()));
    }

    private Reply get(Request in) {
        return Reply.ok(PlatformKeyJson.of(keys.get(in.caller(), in.path("platform_key_id")), time.instant()));
    }

    private Reply revoke(Request in) {
        keys.revoke(in.caller(), in.path("platform_key_id"));
        return Reply.ok(new PlatformKeyJson.Message("This key is revoked"));
    }

    private Reply delete(Request in) {
        keys.delete(in.caller(), in.path("platform_key_id"));
        return Reply.ok(new PlatformKeyJson.Message("This key is deleted"));
    }
}
