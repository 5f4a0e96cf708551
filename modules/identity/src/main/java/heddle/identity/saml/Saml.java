package heddle.identity.saml;

import heddle.identity.account.Account;
import heddle.identity.external.Arrivals;
import heddle.identity.external.Profile;
import heddle.identity.external.Terms;
import heddle.identity.proof.Proof;
import heddle.identity.proof.Proofs;
import heddle.identity.proof.Purpose;
import heddle.identity.role.Role;
import heddle.identity.role.RoleBook;
import heddle.identity.session.SessionJson;
import heddle.identity.settings.AuthConfig;
import heddle.identity.settings.Redirects;
import heddle.identity.settings.Settings;
import heddle.identity.signin.SignIn;
import heddle.kernel.Kernel;
import heddle.kernel.access.Caller;
import heddle.kernel.crypto.Tokens;
import heddle.kernel.json.Json;
import heddle.kernel.problem.Problem;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.w3c.dom.Document;
import tools.jackson.databind.node.ObjectNode;

/** Signing in through SAML 2.0: out with a request, back with an assertion, and in by the gate that all pass. */
public final class Saml {
    private static final int ID_BYTES = 32;
    private static final int MAX_RESPONSE = 300_000;

    /** The request that an answer belongs to, as it is remembered; {@code browser} is empty where none is bound. */
    record Asked(Proof proof, String slug, String redirectTo, String relayState, String browser) {}

    /** Where a sign-in goes; {@code browser} is what its cookie is to hold. */
    record Begun(String url, String browser) {}

    /** What the browser brought beside the response; {@code browser} is the value of its cookie. */
    record Posted(String relayState, @Nullable String browser) {}

    private final Kernel kernel;
    private final Proofs proofs;
    private final Settings settings;
    private final RoleBook roles;
    private final Arrivals arrivals;
    private final SignIn signIn;
    private final IdpDirectory idps;
    private final SigningKeys keys;
    private final Supplier<String> own;

    /**
     * @param own origin of our own pages
     */
    public Saml(
            Kernel kernel,
            Proofs proofs,
            Settings settings,
            RoleBook roles,
            Arrivals arrivals,
            SignIn signIn,
            Supplier<String> own) {
        this.kernel = kernel;
        this.proofs = proofs;
        this.settings = settings;
        this.roles = roles;
        this.arrivals = arrivals;
        this.signIn = signIn;
        this.idps = new IdpDirectory(kernel.outbound());
        this.keys = new SigningKeys(kernel.db(), kernel.secrets(), kernel.time());
        this.own = own;
    }

    /**
     * @param from the request, bound to the realm
     * @throws Problem 404 and 403 for the provider, 400 INVALID_REDIRECT
     */
    Begun begin(Caller from, String slug, @Nullable String redirectTo) {
        AuthConfig config = settings.config(from.tenantId());
        AuthConfig.Saml provider = enabled(config, slug);
        String target = Redirects.require(config, redirectTo, own.get());
        Idp idp = idps.of(provider.idp());
        String relayState = Tokens.base64Url(ID_BYTES);
        String browser = Tokens.base64Url(ID_BYTES);
        ObjectNode data = Json.object()
                .put("slug", slug)
                .put("redirect_to", target)
                .put("relay_state", relayState)
                .put("browser", bindsBrowsers() ? Tokens.sha256Hex(browser) : "");
        Proof.Issued request = kernel.db().tx(from, tx -> proofs.issue(tx, Purpose.SAML_REQUEST, null, "", data));
        ServiceProvider us = ServiceProvider.of(own.get(), slug, from.tenantId());
        String url = us.requestUrl(
                idp,
                new ServiceProvider.Request(
                        requestId(request.token()),
                        relayState,
                        provider.nameIdFormat(),
                        kernel.time().instant()),
                signs(provider) ? keys.of(from) : null);
        return new Begun(url, browser);
    }

    /** Our metadata for one provider of a tenant, switched on or not: it is needed while both sides are set up. */
    String metadata(Caller from, String slug) {
        AuthConfig.Saml provider = require(settings.config(from.tenantId()), slug);
        String certificate = signs(provider) ? keys.of(from).certificate() : null;
        return ServiceProvider.of(own.get(), slug, from.tenantId()).metadata(certificate);
    }

    /** The request that a response says it answers; null when it names none, or none that is known. */
    @Nullable
    Asked asked(Document response) {
        String named = SamlXml.attribute(response.getDocumentElement(), "InResponseTo");
        Proof proof = named.startsWith("_")
                ? proofs.find(Purpose.SAML_REQUEST, named.substring(1)).orElse(null)
                : null;
        return proof == null
                ? null
                : new Asked(
                        proof,
                        proof.data().path("slug").asString(""),
                        proof.data().path("redirect_to").asString(""),
                        proof.data().path("relay_state").asString(""),
                        proof.data().path("browser").asString(""));
    }

    /** Where a response goes that answers no request of ours. */
    String home(String tenantId) {
        return Redirects.require(settings.config(tenantId), null, own.get());
    }

    /**
     * @throws Problem 400 SAML_INVALID_XML
     */
    static Document read(String response) {
        if (response.length() > MAX_RESPONSE) {
            throw Problem.badRequest("SAML_INVALID_XML", "The response is too long");
        }
        try {
            return SamlXml.parse(Base64.getMimeDecoder().decode(response));
        } catch (IllegalArgumentException e) {
            throw Problem.badRequest("SAML_INVALID_XML", "SAMLResponse is not base64");
        }
    }

    /**
     * Lets in whom the response is about, if every rule holds.
     *
     * @param from the request, bound to the realm
     * @param asked the request it answers, or null for one that the provider began with
     * @throws Problem 400 whose code says which rule was broken, and those of {@link Arrivals} and {@link SignIn}
     */
    SessionJson.Answer consume(Caller from, String slug, Document response, @Nullable Asked asked, Posted posted) {
        AuthConfig.Saml provider = enabled(settings.config(from.tenantId()), slug);
        requireOurs(from, slug, asked, posted);
        if (asked == null && !Boolean.TRUE.equals(provider.allowIdpInitiated())) {
            throw unknownRequest();
        }
        Idp idp = idps.of(provider.idp());
        ServiceProvider us = ServiceProvider.of(own.get(), slug, from.tenantId());
        Instant now = kernel.time().instant();
        String requestId = asked == null ? null : SamlXml.attribute(response.getDocumentElement(), "InResponseTo");
        AssertionRules.Expected expected =
                new AssertionRules.Expected(idp.entityId(), us.entityId(), us.acsUrl(), requestId, now);
        AssertionRules.checkResponse(response.getDocumentElement(), expected);
        Statement statement = AssertionRules.judge(SignedAssertion.of(response, idp.keys()), expected);
        spend(from, asked, idp, statement);
        return enter(from, provider, statement);
    }

    /** The answer must come to the tenant and provider, and from the browser, that asked. */
    private void requireOurs(Caller from, String slug, @Nullable Asked asked, Posted posted) {
        if (asked == null) {
            return;
        }
        boolean sameBrowser = asked.browser().isEmpty()
                || (posted.browser() != null && Tokens.same(asked.browser(), Tokens.sha256Hex(posted.browser())));
        if (!asked.proof().realm().equals(from.tenantId())
                || !asked.slug().equals(slug)
                || !Tokens.same(asked.relayState(), posted.relayState())
                || asked.proof().expired(kernel.time().instant())
                || !sameBrowser) {
            throw unknownRequest();
        }
    }

    /** Request and assertion are good once, whatever comes of them: spent before anybody is let in. */
    private void spend(Caller from, @Nullable Asked asked, Idp idp, Statement statement) {
        kernel.db().apart(from, tx -> {
            if (asked != null) {
                try {
                    proofs.use(tx, asked.proof());
                } catch (Problem spent) {
                    throw replayed();
                }
            }
            String id = from.tenantId() + "\n" + idp.entityId() + "\n" + statement.id();
            if (!proofs.note(tx, Purpose.SAML_ASSERTION, id)) {
                throw replayed();
            }
            return true;
        });
    }

    private SessionJson.Answer enter(Caller from, AuthConfig.Saml provider, Statement statement) {
        AttributeMapping mapping = new AttributeMapping(provider, statement);
        Profile profile = mapping.profile(roles, from.tenantId());
        String preset = provider.defaultRole() == null ? Role.AUTHENTICATED : provider.defaultRole();
        Terms terms = new Terms(
                !Boolean.FALSE.equals(provider.jitProvisioning()),
                mapping.ownsDomain(profile.email()),
                false,
                roles.exists(from.tenantId(), preset) ? preset : Role.AUTHENTICATED,
                null);
        Instant until = Boolean.FALSE.equals(provider.sessionFromAssertion()) ? null : statement.sessionUntil();
        return kernel.db().tx(from, tx -> {
            Account account = arrivals.enter(tx, from, profile, terms);
            return signIn.admit(tx, from, account, new SignIn.Shown(profile.provider(), false, "api", until));
        });
    }

    private static AuthConfig.Saml require(AuthConfig config, String slug) {
        List<AuthConfig.Saml> all = config.samlProviders();
        return all.stream().filter(s -> s.slug().equals(slug)).findFirst().orElseThrow(Problem::notFound);
    }

    private static AuthConfig.Saml enabled(AuthConfig config, String slug) {
        AuthConfig.Saml provider = require(config, slug);
        if (!provider.enabled()) {
            throw Problem.forbidden("PROVIDER_DISABLED", "Sign-in with " + slug + " is switched off here");
        }
        return provider;
    }

    private static boolean signs(AuthConfig.Saml provider) {
        return !Boolean.FALSE.equals(provider.signRequests());
    }

    /** Only over TLS do browsers keep a cookie that comes along with a form of another site. */
    boolean bindsBrowsers() {
        return own.get().startsWith("https:");
    }

    private static String requestId(String token) {
        return "_" + token;
    }

    private static Problem unknownRequest() {
        return Problem.badRequest(
                "SAML_UNKNOWN_REQUEST", "This sign-in was not begun here, or too long ago; begin again");
    }

    private static Problem replayed() {
        return Problem.badRequest("SAML_REPLAYED", "This response was used before; sign in again");
    }
}
