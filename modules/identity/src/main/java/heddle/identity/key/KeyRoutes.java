package heddle.identity.key;

import static heddle.kernel.access.Permission.KEYS_MANAGE;
import static heddle.kernel.access.Permission.PLATFORM;

import heddle.contracts.TenantFacts;
import heddle.kernel.access.Caller;
import heddle.kernel.http.Reply;
import heddle.kernel.http.Request;
import heddle.kernel.http.Routes;
import heddle.kernel.problem.Problem;
import java.time.InstantSource;

/** The five operations of the group API Keys. */
public final class KeyRoutes {
    private static final String GROUP = "API Keys";

    private final Keys keys;
    private final TenantFacts tenants;
    private final InstantSource time;

    public KeyRoutes(Keys keys, TenantFacts tenants, InstantSource time) {
        this.keys = keys;
        this.tenants = tenants;
        this.time = time;
    }

    public void declare(Routes routes) {
        routes.get("/v1/keys", KEYS_MANAGE)
                .group(GROUP)
                .summary("List API keys")
                .givesList(KeyJson.View.class)
                .to("Keys.list", this::list);
        routes.post("/v1/keys", KEYS_MANAGE)
                .group(GROUP)
                .summary("Create API key")
                .takes(KeyJson.Create.class)
                .gives(201, KeyJson.Created.class)
                .to("Keys.create", this::create);
        routes.patch("/v1/keys/{key_id}", KEYS_MANAGE)
                .group(GROUP)
                .summary("Update API key")
                .takes(KeyJson.Update.class)
                .gives(200, KeyJson.View.class)
                .to("Keys.update", this::update);
        routes.delete("/v1/keys/{key_id}", KEYS_MANAGE)
                .group(GROUP)
                .summary("Revoke API key")
                .gives(200, KeyJson.View.class)
                .to("Keys.revoke", this::revoke);
        routes.post("/v1/keys/{key_id}/rotate", KEYS_MANAGE)
                .group(GROUP)
                .summary("Rotate API key")
                .takes(KeyJson.Rotate.class)
                .gives(200, KeyJson.Rotated.class)
                .to("Keys.rotate", this::rotate);
        routes.post("/v1/platform/tenants/{tenant_id}/keys", PLATFORM)
                .group("Platform")
                .summary("Create a key for a tenant")
                .takes(KeyJson.Create.class)
                .gives(201, KeyJson.Created.class)
                .to("Keys.createForTenant", this::createForTenant);
    }

    private Reply list(Request in) {
        return Reply.ok(keys.list(in.caller()).stream().map(this::view).toList());
    }

    private Reply create(Request in) {
        Keys.Issued issued = keys.create(in.caller(), in.body(KeyJson.Create.class));
        return Reply.created(new KeyJson.Created(view(issued.key()), issued.token()));
    }

    private Reply createForTenant(Request in) {
        TenantFacts.Facts tenant = tenants.byId(in.path("tenant_id"));
        if (tenant == null) {
            throw Problem.notFound();
        }
        Keys.Issued issued = keys.create(Caller.system(tenant.id(), "operator"), in.body(KeyJson.Create.class));
        return Reply.created(new KeyJson.Created(view(issued.key()), issued.token()));
    }

    private Reply update(Request in) {
        return Reply.ok(view(keys.update(in.caller(), in.path("key_id"), in.body(KeyJson.Update.class))));
    }

    private Reply revoke(Request in) {
        return Reply.ok(view(keys.revoke(in.caller(), in.path("key_id"))));
    }

    private Reply rotate(Request in) {
        Keys.Rotation rotation = keys.rotate(in.caller(), in.path("key_id"), in.body(KeyJson.Rotate.class));
        return Reply.ok(new KeyJson.Rotated(
                view(rotation.old()),
                view(rotation.fresh().key()),
                rotation.fresh().token()));
    }

    private KeyJson.View view(Key key) {
        return KeyJson.of(key, time.instant());
    }
}
