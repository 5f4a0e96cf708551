package heddle.identity.passkey;

import static heddle.kernel.access.Permission.PUBLIC;
import static heddle.kernel.access.Permission.SELF;
import static heddle.kernel.access.Permission.SIGN_IN;

import heddle.contracts.TenantFacts;
import heddle.identity.session.SessionJson;
import heddle.identity.tenant.NamedTenant;
import heddle.kernel.access.Caller;
import heddle.kernel.http.Reply;
import heddle.kernel.http.Request;
import heddle.kernel.http.Routes;
import heddle.kernel.problem.Problem;
import org.jspecify.annotations.Nullable;

/** Passkeys over HTTP. */
public final class PasskeyRoutes {
    private static final String GROUP = "Passkeys";

    private final Passkeys passkeys;
    private final NamedTenant named;

    public PasskeyRoutes(Passkeys passkeys, NamedTenant named) {
        this.passkeys = passkeys;
        this.named = named;
    }

    public void declare(Routes routes) {
        own(routes);
        signIn(routes);
    }

    private void own(Routes routes) {
        routes.get("/v1/auth/passkeys", SELF)
                .group(GROUP)
                .summary("List passkeys")
                .givesList(PasskeyJson.View.class)
                .to("Passkeys.list", this::list);
        routes.delete("/v1/auth/passkeys/{credential_id}", SELF)
                .group(GROUP)
                .summary("Delete passkey")
                .gives(200, PasskeyJson.Deleted.class)
                .to("Passkeys.delete", this::delete);
        routes.post("/v1/auth/passkeys/register/begin", SELF)
                .group(GROUP)
                .summary("Begin passkey registration")
                .gives(200, PasskeyJson.Begun.class)
                .to("Passkeys.beginRegistration", this::beginRegistration);
        routes.post("/v1/auth/passkeys/register/complete", SELF)
                .group(GROUP)
                .summary("Complete passkey registration")
                .takes(PasskeyJson.Register.class)
                .gives(200, PasskeyJson.View.class)
                .to("Passkeys.register", this::register);
    }

    private void signIn(Routes routes) {
        routes.post("/v1/auth/passkeys/authenticate/begin", SIGN_IN)
                .group(GROUP)
                .summary("Begin passkey authentication")
                .gives(200, PasskeyJson.Begun.class)
                .to("Passkeys.beginSignIn", this::beginSignIn);
        routes.post("/v1/auth/passkeys/authenticate/complete", SIGN_IN)
                .group(GROUP)
                .summary("Complete passkey authentication")
                .takes(PasskeyJson.Authenticate.class)
                .gives(200, SessionJson.Answer.class)
                .to("Passkeys.signIn", this::complete);
        routes.post("/v1/auth/portal-passkey-begin", PUBLIC)
                .group("Portal Auth")
                .summary("Portal passkey begin")
                .takes(PasskeyJson.PortalBegin.class)
                .gives(200, PasskeyJson.Begun.class)
                .to("Passkeys.beginSignIn", this::beginAtPortal);
        routes.post("/v1/auth/portal-passkey-complete", PUBLIC)
                .group("Portal Auth")
                .summary("Portal passkey complete")
                .takes(PasskeyJson.Authenticate.class)
                .gives(200, SessionJson.Answer.class)
                .to("Passkeys.signIn", this::completeAtPortal);
    }

    private Reply list(Request in) {
        return Reply.ok(passkeys.list(in.caller()).stream().map(PasskeyJson::of).toList());
    }

    private Reply delete(Request in) {
        passkeys.delete(in.caller(), in.path("credential_id"));
        return Reply.ok(new PasskeyJson.Deleted(true));
    }

    private Reply beginRegistration(Request in) {
        return Reply.ok(new PasskeyJson.Begun(passkeys.beginRegistration(in.caller(), page(in))));
    }

    private Reply register(Request in) {
        PasskeyJson.Register body = in.body(PasskeyJson.Register.class);
        return Reply.ok(PasskeyJson.of(
                passkeys.register(in.caller(), new Credential(body.credential()), body.friendlyName(), page(in))));
    }

    private Reply beginSignIn(Request in) {
        return Reply.ok(new PasskeyJson.Begun(passkeys.beginSignIn(in.caller(), page(in), "api")));
    }

    private Reply beginAtPortal(Request in) {
        Caller realm = realm(in, in.body(PasskeyJson.PortalBegin.class).tenantId());
        return Reply.ok(new PasskeyJson.Begun(passkeys.beginSignIn(realm, page(in), "portal")));
    }

    private Reply complete(Request in) {
        return Reply.ok(passkeys.signIn(in.caller(), credential(in), page(in)));
    }

    /** The challenge tells the tenant. */
    private Reply completeAtPortal(Request in) {
        return Reply.ok(passkeys.signIn(in.caller(), credential(in), page(in)));
    }

    private static Credential credential(Request in) {
        return new Credential(in.body(PasskeyJson.Authenticate.class).credential());
    }

    private static @Nullable String page(Request in) {
        return in.header("Origin");
    }

    private Caller realm(Request in, @Nullable String tenantId) {
        TenantFacts.Facts tenant = named.find(in, tenantId);
        if (tenant == null) {
            throw NamedTenant.required();
        }
        if (!tenant.status().equals("active")) {
            throw Problem.of(404, "TENANT_NOT_FOUND", "No such tenant");
        }
        return in.caller().in(tenant.id());
    }
}
