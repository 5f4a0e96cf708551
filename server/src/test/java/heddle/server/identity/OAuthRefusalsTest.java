package heddle.server.identity;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import com.nimbusds.jwt.SignedJWT;
import heddle.server.TestServer;
import heddle.server.TestTenant;
import heddle.testkit.Api;
import heddle.testkit.TestDatabase;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** Everything about a callback and an id token that may be wrong, one thing at a time. */
class OAuthRefusalsTest {
    private static final StandInIssuer ISSUER = new StandInIssuer();
    private static final TestServer SERVER =
            TestServer.start(TestDatabase.fresh(), Map.of("HEDDLE_OUTBOUND_ALLOW", "127.0.0.0/8"));

    private final TestTenant tenant = OAuthFlow.tenant(SERVER, ISSUER);
    private final Api nobody = SERVER.as(null);
    private final JWTClaimsSet person = OAuthFlow.person("subject", Person.address(), true);

    @AfterAll
    static void stop() {
        SERVER.close();
        ISSUER.close();
    }

    private OAuthFlow begin(String query) {
        return OAuthFlow.begin(tenant, ISSUER, query);
    }

    /** A token with one claim changed, honestly signed. */
    private void refuses(UnaryOperator<JWTClaimsSet.Builder> change) {
        begin("").arrive(person, claims -> ISSUER.sign(change.apply(claims))).refused(401, "INVALID_ID_TOKEN");
    }

    @Test
    void refusesAStateThatIsMissingUnknownOrOfAnotherProvider() {
        OAuthFlow flow = begin("");
        String code = ISSUER.authorize(flow.authorizeUrl(), person);
        nobody.get("/v1/auth/oauth/acme/callback?code=" + code).refused(400, "INVALID_STATE");
        flow.callback("unknown", code).refused(400, "INVALID_STATE");
        nobody.get("/v1/auth/oauth/google/callback?code=" + code + "&state=" + flow.state())
                .refused(400, "INVALID_STATE");
        flow.callback(flow.state(), code).is(200);
    }

    @Test
    void takesAStateOnce() {
        OAuthFlow flow = begin("");
        flow.arrive(person).is(200);
        flow.arrive(person).refused(400, "INVALID_STATE");
    }

    @Test
    void forgetsAStateAfterTenMinutes() {
        OAuthFlow flow = begin("");
        try (TestServer later =
                TestServer.start(TestDatabase.fresh(), Map.of("HEDDLE_OUTBOUND_ALLOW", "127.0.0.0/8"))) {
            TestTenant there = OAuthFlow.tenant(later, ISSUER);
            OAuthFlow old = OAuthFlow.begin(there, ISSUER, "");
            later.operator()
                    .post("/v1/platform/clock", "{\"advance_seconds\":601}")
                    .is(200);
            old.arrive(person).refused(400, "INVALID_STATE");
        }
        flow.arrive(person).is(200);
    }

    @Test
    void finishesOnlyInTheBrowserThatBegan() {
        OAuthFlow attackers = begin(OAuthFlow.toApp());
        String code = ISSUER.authorize(attackers.authorizeUrl(), person);
        OAuthFlow.callback(nobody, attackers.state(), code).refused(400, "INVALID_STATE");
        OAuthFlow victims = begin(OAuthFlow.toApp());
        OAuthFlow.callback(nobody.with("Cookie", victims.cookie()), attackers.state(), code)
                .refused(400, "INVALID_STATE");
        assertThat(OAuthFlow.fragment(attackers.callback(attackers.state(), code)))
                .containsKey("access_token");
    }

    @Test
    void refusesACodeOfAnotherSignIn() {
        OAuthFlow one = begin("");
        OAuthFlow other = begin("");
        String code = ISSUER.authorize(one.authorizeUrl(), person);
        other.callback(other.state(), code).refused(400, "PROVIDER_FAILED");
        begin("").callback(begin("").state(), "no such code").refused(400, "PROVIDER_FAILED");
    }

    @Test
    void refusesATokenWithAWrongClaim() {
        refuses(c -> c.claim("nonce", "another"));
        refuses(c -> c.claim("nonce", null));
        refuses(c -> c.issuer("https://evil.example.com"));
        refuses(c -> c.issuer(null));
        refuses(c -> c.audience("another client"));
        refuses(c -> c.audience((String) null));
        refuses(c -> c.audience(List.of(StandInIssuer.CLIENT_ID, "another client")));
        refuses(c -> c.claim("azp", "another client"));
        refuses(c -> c.expirationTime(Date.from(Instant.now().minusSeconds(120))));
        refuses(c -> c.expirationTime(null));
        refuses(c -> c.issueTime(Date.from(Instant.now().plusSeconds(300))));
        refuses(c -> c.notBeforeTime(Date.from(Instant.now().plusSeconds(300))));
        refuses(c -> c.subject(null));
        refuses(c -> c.subject(""));
    }

    @Test
    void acceptsSeveralAudiencesWhenWeAreTheOneItWasIssuedTo() {
        begin("")
                .arrive(
                        person,
                        claims -> ISSUER.sign(claims.audience(List.of(StandInIssuer.CLIENT_ID, "another"))
                                .claim("azp", StandInIssuer.CLIENT_ID)))
                .is(200);
    }

    @Test
    void refusesATokenThatTheIssuerDidNotSign() {
        var stranger = generate();
        begin("")
                .arrive(person, claims -> StandInIssuer.sign(claims.build(), stranger))
                .refused(401, "INVALID_ID_TOKEN");
        begin("")
                .arrive(person, claims -> new PlainJWT(claims.build()).serialize())
                .refused(401, "INVALID_ID_TOKEN");
        begin("")
                .arrive(person, claims -> withPublicKeyAsSecret(claims.build()))
                .refused(401, "INVALID_ID_TOKEN");
        begin("")
                .arrive(person, claims -> {
                    String[] parts = ISSUER.sign(claims).split("\\.");
                    return parts[0] + "." + parts[1] + ".";
                })
                .refused(401, "INVALID_ID_TOKEN");
        begin("").arrive(person, claims -> "").refused(401, "INVALID_ID_TOKEN");
    }

    private static com.nimbusds.jose.jwk.RSAKey generate() {
        try {
            return new RSAKeyGenerator(2048).keyID("key-1").generate();
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The old trick: the key that everybody knows, used as if it were a secret. */
    private static String withPublicKeyAsSecret(JWTClaimsSet claims) throws JOSEException {
        SignedJWT jwt = new SignedJWT(
                new JWSHeader.Builder(JWSAlgorithm.HS256).keyID("key-1").build(), claims);
        jwt.sign(new MACSigner(ISSUER.key().toRSAPublicKey().getEncoded()));
        return jwt.serialize();
    }

    @Test
    void refusesAnAnswerThatNamesAnotherIssuer() {
        OAuthFlow flow = begin("");
        String code = ISSUER.authorize(flow.authorizeUrl(), person);
        nobody.get("/v1/auth/oauth/acme/callback?state=" + flow.state() + "&code=" + code
                        + "&iss=https%3A%2F%2Fevil.example.com")
                .refused(401, "INVALID_ID_TOKEN");
    }

    @Test
    void refusesAConfigurationOfAnotherIssuer() {
        tenant.api().post("/v1/auth-config", """
                        {"providers": {"oidc": [{"slug": "acme", "enabled": true, "issuer": "%s/", "client_id": "x"}]}}
                        """.formatted(ISSUER.issuer())).is(200);
        nobody.get("/v1/auth/oauth/acme?tenant_id=" + tenant.id()).refused(400, "PROVIDER_FAILED");
    }

    @Test
    void callsNoAddressWithinTheHouse() {
        TestTenant guarded = OAuthFlow.tenant(TestServer.shared(), ISSUER);
        TestServer.shared()
                .as(null)
                .get("/v1/auth/oauth/acme?tenant_id=" + guarded.id())
                .refused(400, "PROVIDER_FAILED");
    }
}
