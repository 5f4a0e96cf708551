package heddle.identity.saml;

import static heddle.kernel.access.Permission.PUBLIC;

import heddle.identity.external.Landing;
import heddle.identity.tenant.Entrance;
import heddle.kernel.access.Caller;
import heddle.kernel.http.FormBody;
import heddle.kernel.http.Reply;
import heddle.kernel.http.Request;
import heddle.kernel.http.Routes;
import heddle.kernel.problem.Problem;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.w3c.dom.Document;

/** The group SAML. */
public final class SamlRoutes {
    private static final String GROUP = "SAML";
    private static final String FORM = "application/x-www-form-urlencoded";
    private static final String METADATA = "application/samlmetadata+xml";
    private static final String COOKIE = "heddle-saml";
    private static final String PREFIX = "saml_";

    private final Saml saml;
    private final Entrance entrance;

    public SamlRoutes(Saml saml, Entrance entrance) {
        this.saml = saml;
        this.entrance = entrance;
    }

    public void declare(Routes routes) {
        routes.get("/v1/auth/saml/{provider}/login", PUBLIC)
                .group(GROUP)
                .summary("SAML login")
                .query("redirect_to", "string", "Where to go afterwards; the tenant's site when absent")
                .query("tenant_id", "string", "The tenant, when no credential names it")
                .query("apikey", "string", "A key, where no header can be set")
                .produces("text/plain")
                .to("Saml.begin", this::login);
        routes.get("/v1/auth/saml/{provider}/metadata", PUBLIC)
                .group(GROUP)
                .summary("SAML metadata")
                .query("tenant_id", "string", "The tenant, when neither a header nor the host names it")
                .produces(METADATA)
                .to(
                        "Saml.metadata",
                        in -> Reply.bytes(
                                        200,
                                        METADATA,
                                        saml.metadata(in.caller().in(entrance.tenant(in)), in.path("provider"))
                                                .getBytes(StandardCharsets.UTF_8))
                                .header("Cache-Control", "public, max-age=3600"));
        routes.post("/v1/auth/saml/{provider}/acs", PUBLIC)
                .group(GROUP)
                .summary("SAML ACS")
                .query("tenant_id", "string", "The tenant, as the address in our metadata says")
                .consumes(FORM)
                .takesTree()
                .produces("text/plain")
                // An assertion is good once, so a repeat is harmless; metadata may be fetched, outside a transaction.
                .reads()
                .to("Saml.consume", this::acs);
    }

    private Reply login(Request in) {
        String redirectTo = in.query("redirect_to");
        Saml.Begun begun = saml.begin(entrance.caller(in), in.path("provider"), redirectTo);
        Reply reply = Reply.redirect(begun.url());
        return saml.bindsBrowsers()
                ? reply.header(
                        "Set-Cookie",
                        COOKIE + "=" + begun.browser()
                                + "; Path=/v1/auth/saml; Max-Age=600; HttpOnly; Secure; SameSite=None")
                : reply;
    }

    /** Whatever goes wrong after it is known where the browser belongs is told there. */
    private Reply acs(Request in) {
        if (!in.contentType().equals(FORM)) {
            throw Problem.of(415, "UNSUPPORTED_MEDIA_TYPE", "Send a form with SAMLResponse and RelayState");
        }
        Map<String, String> form = FormBody.parse(new String(in.raw(), StandardCharsets.UTF_8));
        String response = form.getOrDefault("SAMLResponse", "");
        if (response.isEmpty()) {
            throw Problem.invalid("SAMLResponse", "required", "Send SAMLResponse");
        }
        Saml.Posted posted = new Saml.Posted(form.getOrDefault("RelayState", ""), in.cookie(COOKIE));
        Caller from = in.caller().in(entrance.tenant(in));
        String redirectTo = saml.home(from.tenantId());
        try {
            Document document = Saml.read(response);
            Saml.Asked asked = saml.asked(document);
            if (asked != null && asked.proof().realm().equals(from.tenantId())) {
                redirectTo = asked.redirectTo();
            }
            return Landing.arrived(redirectTo, saml.consume(from, in.path("provider"), document, asked, posted));
        } catch (Problem refused) {
            if (refused.status() == 404) {
                throw refused;
            }
            return Landing.refused(redirectTo, PREFIX, refused);
        }
    }
}
