package heddle.identity.signin;

import static heddle.kernel.access.Permission.PUBLIC;

import heddle.contracts.TenantFacts;
import heddle.identity.account.Addresses;
import heddle.identity.session.SessionJson;
import heddle.identity.tenant.NamedTenant;
import heddle.kernel.access.Caller;
import heddle.kernel.http.RateLimits;
import heddle.kernel.http.Reply;
import heddle.kernel.http.Request;
import heddle.kernel.http.Routes;
import heddle.kernel.problem.Problem;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The group Portal Auth: the same ways in, for pages that hold no key. The tenant is named by the request. */
public final class PortalRoutes {
    private static final String GROUP = "Portal Auth";
    private static final String PORTAL = "portal";
    private static final int IDENTIFIES = 10;

    private final Doors doors;
    private final AuthRoutes api;
    private final NamedTenant named;
    private final Homes homes;
    private final RateLimits limits;

    public PortalRoutes(Doors doors, AuthRoutes api, NamedTenant named, Homes homes, RateLimits limits) {
        this.doors = doors;
        this.api = api;
        this.named = named;
        this.homes = homes;
        this.limits = limits;
    }

    public void declare(Routes routes) {
        routes.post("/v1/auth/portal-identify", PUBLIC)
                .group(GROUP)
                .summary("Identify tenant by email")
                .takes(SignInJson.IdentifyAsk.class)
                .gives(200, SignInJson.Identified.class)
                .to("Homes.of", this::identify);
        routes.post("/v1/auth/portal-login", PUBLIC)
                .group(GROUP)
                .summary("Portal login")
                .takes(SignInJson.Login.class)
                .gives(200, SessionJson.Answer.class)
                .toPrepared("PasswordSignIn.prepare", this::login);
        routes.post("/v1/auth/portal-signup", PUBLIC)
                .group(GROUP)
                .summary("Portal signup")
                .takes(SignInJson.SignUp.class)
                .gives(201, SessionJson.Answer.class)
                .also(200, SignInJson.Message.class)
                .toPrepared(
                        "SignUps.prepare",
                        in -> api.signUp(
                                in, at(in, in.body(SignInJson.SignUp.class).tenantId()), PORTAL));
        routes.post("/v1/auth/portal-forgot-password", PUBLIC)
                .group(GROUP)
                .summary("Portal password reset request")
                .takes(SignInJson.EmailAsk.class)
                .gives(200, SignInJson.Message.class)
                .toPrepared(
                        "EmailLinks.forgot",
                        in -> api.forgot(
                                in, at(in, in.body(SignInJson.EmailAsk.class).tenantId())));
        routes.post("/v1/auth/portal-reset-password", PUBLIC)
                .group(GROUP)
                .summary("Portal password reset")
                .takes(SignInJson.Reset.class)
                .gives(200, SignInJson.Message.class)
                .toPrepared(
                        "EmailLinks.reset",
                        in -> api.reset(in, new SignInJson.Message("Your password is set; sign in with it")));
        routes.post("/v1/auth/portal-verify-email", PUBLIC)
                .group(GROUP)
                .summary("Portal verify email")
                .takes(SignInJson.Token.class)
                .gives(200, SignInJson.Message.class)
                .to("EmailLinks.verify", in -> {
                    doors.links()
                            .verify(in.caller(), in.body(SignInJson.Token.class).token());
                    return message("Your e-mail address is confirmed");
                });
        declareCodes(routes);
    }

    private void declareCodes(Routes routes) {
        routes.post("/v1/auth/portal-magic-link", PUBLIC)
                .group(GROUP)
                .summary("Portal send magic link")
                .takes(SignInJson.EmailAsk.class)
                .gives(200, SignInJson.Message.class)
                .toPrepared(
                        "EmailLinks.sendMagicLink",
                        in -> api.magicLink(
                                in, at(in, in.body(SignInJson.EmailAsk.class).tenantId())));
        routes.post("/v1/auth/portal-magic-link-verify", PUBLIC)
                .group(GROUP)
                .summary("Portal verify magic link")
                .takes(SignInJson.MagicLink.class)
                .gives(200, SessionJson.Answer.class)
                .to("EmailLinks.redeemMagicLink", this::redeem);
        routes.post("/v1/auth/portal-otp-send", PUBLIC)
                .group(GROUP)
                .summary("Portal send OTP")
                .takes(SignInJson.Phone.class)
                .gives(200, SignInJson.Message.class)
                .to(
                        "PhoneCodes.send",
                        in -> api.sendCode(
                                in, at(in, in.body(SignInJson.Phone.class).tenantId())));
        routes.post("/v1/auth/portal-otp-verify", PUBLIC)
                .group(GROUP)
                .summary("Portal verify OTP")
                .takes(SignInJson.PhoneCode.class)
                .gives(200, SessionJson.Answer.class)
                .to(
                        "PhoneCodes.verify",
                        in -> api.verifyCode(
                                in, at(in, in.body(SignInJson.PhoneCode.class).tenantId()), PORTAL));
    }

    private Reply identify(Request in) {
        limits.take("portal_identify", in.caller().ip(), IDENTIFIES, Duration.ofMinutes(1));
        String email = in.body(SignInJson.IdentifyAsk.class).email();
        List<TenantFacts.Facts> found = homes.of(Addresses.email(email).orElse(""));
        return Reply.ok(new SignInJson.Identified(
                found.size() == 1 ? found.getFirst().id() : null,
                found.size() > 1,
                found.stream().map(t -> new SignInJson.Found(t.id(), t.name())).toList()));
    }

    /** Where nothing names the tenant, the address does if it lives in one only. */
    private Supplier<Reply> login(Request in) {
        SignInJson.Login body = in.body(SignInJson.Login.class);
        TenantFacts.Facts tenant = named.find(in, body.tenantId());
        if (tenant == null) {
            List<TenantFacts.Facts> found =
                    homes.of(Addresses.email(body.email()).orElse(""));
            if (found.size() != 1) {
                throw NamedTenant.required();
            }
            tenant = found.getFirst();
        }
        return api.login(in, bound(in, tenant), PORTAL);
    }

    private Reply redeem(Request in) {
        SignInJson.MagicLink body = in.body(SignInJson.MagicLink.class);
        Caller from = body.token() != null && body.tenantId() == null ? in.caller() : at(in, body.tenantId());
        return api.redeem(in, from, PORTAL);
    }

    private Caller at(Request in, @Nullable String tenantId) {
        TenantFacts.Facts tenant = named.find(in, tenantId);
        if (tenant == null) {
            throw NamedTenant.required();
        }
        return bound(in, tenant);
    }

    private static Caller bound(Request in, TenantFacts.Facts tenant) {
        if (!tenant.status().equals("active")) {
            throw Problem.of(404, "TENANT_NOT_FOUND", "No such tenant");
        }
        return in.caller().in(tenant.id());
    }

    private static Reply message(String text) {
        return Reply.ok(new SignInJson.Message(text));
    }
}
