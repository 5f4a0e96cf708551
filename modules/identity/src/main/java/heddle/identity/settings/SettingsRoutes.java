package heddle.identity.settings;

import static heddle.kernel.access.Permission.AUTH_CONFIG;
import static heddle.kernel.access.Permission.PUBLIC;

import heddle.contracts.TenantFacts;
import heddle.identity.tenant.NamedTenant;
import heddle.kernel.http.Reply;
import heddle.kernel.http.Request;
import heddle.kernel.http.Routes;
import heddle.kernel.problem.Problem;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The group Auth Config, and what a page may know of a tenant before anybody signs in. */
public final class SettingsRoutes {
    private static final String GROUP = "Auth Config";
    private static final String PATH = "/v1/auth-config";

    record Captcha(String provider, String siteKey, List<String> protect) {}

    record Auth(
            boolean signupEnabled,
            Map<String, Boolean> methods,
            List<String> oauthProviders,
            List<String> samlProviders,
            heddle.identity.password.PasswordPolicy passwordPolicy,
            boolean requireEmailVerification,
            Captcha captcha) {}

    record Public(String tenantId, String name, Map<String, String> branding, Auth auth) {}

    private final Settings settings;
    private final NamedTenant named;

    public SettingsRoutes(Settings settings, NamedTenant named) {
        this.settings = settings;
        this.named = named;
    }

    public void declare(Routes routes) {
        routes.get(PATH, AUTH_CONFIG)
                .group(GROUP)
                .summary("Get auth config")
                .gives(200)
                .to(
                        "Settings.shown",
                        in -> Reply.ok(settings.shown(in.caller())).header("Cache-Control", "no-store"));
        routes.post(PATH, AUTH_CONFIG)
                .group(GROUP)
                .summary("Update auth config")
                .takesTree()
                .gives(200)
                .to(
                        "Settings.update",
                        in -> Reply.ok(settings.update(in.caller(), in.object()))
                                .header("Cache-Control", "no-store"));
        routes.get("/v1/tenant-config", PUBLIC)
                .group("Public")
                .summary("Get tenant config (public)")
                .query("tenant_id", "string", "The tenant, when neither a key, a header nor the host names it")
                .gives(200, Public.class)
                .to("Settings.config", this::config);
    }

    private Reply config(Request in) {
        TenantFacts.Facts tenant = named.find(in, null);
        if (tenant == null) {
            throw NamedTenant.required();
        }
        if (!tenant.status().equals("active")) {
            throw Problem.of(404, "TENANT_NOT_FOUND", "No such tenant");
        }
        AuthConfig config = settings.config(tenant.id());
        Map<String, Boolean> methods = new LinkedHashMap<>();
        methods.put("password", config.methods().password());
        methods.put("magic_link", config.methods().magicLink());
        methods.put("phone_otp", config.methods().phoneOtp());
        methods.put("anonymous", config.methods().anonymous());
        methods.put("passkey", config.methods().passkey());
        Auth auth = new Auth(
                config.signupEnabled(),
                methods,
                config.providers().enabled(),
                config.samlProviders().stream()
                        .filter(AuthConfig.Saml::enabled)
                        .map(AuthConfig.Saml::slug)
                        .toList(),
                config.passwordPolicy(),
                config.requireEmailVerification(),
                new Captcha(
                        config.captcha().provider(),
                        config.captcha().siteKey(),
                        config.captcha().protect()));
        return Reply.ok(new Public(tenant.id(), tenant.name(), Map.of("brand_name", tenant.name()), auth))
                .header("Cache-Control", "public, max-age=60");
    }
}
