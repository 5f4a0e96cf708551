package heddle.server.identity;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jwt.JWTClaimsSet;
import heddle.kernel.crypto.Tokens;
import heddle.server.TestServer;
import heddle.server.TestTenant;
import heddle.testkit.Answer;
import heddle.testkit.Api;
import heddle.testkit.TestDatabase;
import java.util.Base64;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** Whose account a sign-in through a provider opens. */
class LinkingTest {
    private static final StandInIssuer ISSUER = new StandInIssuer();
    private static final TestServer SERVER =
            TestServer.start(TestDatabase.fresh(), Map.of("HEDDLE_OUTBOUND_ALLOW", "127.0.0.0/8"));

    private final TestTenant tenant = OAuthFlow.tenant(SERVER, ISSUER);

    @AfterAll
    static void stop() {
        SERVER.close();
        ISSUER.close();
    }

    private OAuthFlow begin() {
        return OAuthFlow.begin(tenant, ISSUER, "");
    }

    private static String userId(Answer answer) {
        return answer.is(200).data().at("/user/id").stringValue();
    }

    private Answer login(Person person) {
        return Person.door(tenant)
                .post(
                        "/v1/auth/login",
                        "{\"email\":\"%s\",\"password\":\"%s\"}".formatted(person.email(), Person.PASSWORD));
    }

    private Person confirmed() {
        Person person = Person.signUp(tenant);
        String token = Person.token(tenant, person.email());
        SERVER.as(null).post("/v1/auth/verify", "{\"token\":\"" + token + "\"}").is(200);
        return person;
    }

    @Test
    void opensTheAccountWithTheSameConfirmedAddress() {
        Person person = confirmed();
        String upper = person.email().toUpperCase(java.util.Locale.ROOT);
        assertThat(userId(begin().arrive(OAuthFlow.person("one", upper, true)))).isEqualTo(person.id());
        login(person).is(200);
        person.api().get("/v1/auth/user").is(200);
    }

    @Test
    void believesNoAddressThatTheProviderDoesNotAnswerFor() {
        Person person = confirmed();
        begin().arrive(OAuthFlow.person("one", person.email(), false)).refused(409, "EMAIL_EXISTS");
        JWTClaimsSet silent = new JWTClaimsSet.Builder()
                .subject("two")
                .claim("email", person.email())
                .build();
        begin().arrive(silent).refused(409, "EMAIL_EXISTS");
    }

    @Test
    void takesFromAnUnconfirmedAccountAllByWhichItsMakerCouldComeBack() {
        Person squatter = Person.signUp(tenant);
        String accomplice = userId(link(squatter, OAuthFlow.person("accomplice", "other@example.com", false)));
        assertThat(accomplice).isEqualTo(squatter.id());
        String confirmation = Person.token(tenant, squatter.email());
        assertThat(userId(begin().arrive(OAuthFlow.person("owner", squatter.email(), true))))
                .isEqualTo(squatter.id());
        login(squatter).refused(401, "INVALID_CREDENTIALS");
        squatter.api().get("/v1/auth/user").is(401);
        SERVER.as(null)
                .post("/v1/auth/refresh", "{\"refresh_token\":\"" + squatter.refreshToken() + "\"}")
                .is(401);
        SERVER.as(null)
                .post("/v1/auth/verify", "{\"token\":\"" + confirmation + "\"}")
                .is(400);
        assertThat(userId(begin().arrive(OAuthFlow.person("accomplice", "other@example.com", false))))
                .isNotEqualTo(squatter.id());
        var user = tenant.api().get("/v1/users/" + squatter.id()).is(200).data();
        assertThat(user.path("email_verified").booleanValue()).isTrue();
        assertThat(user.path("identities")).hasSize(1);
    }

    private Answer link(Person person, JWTClaimsSet as) {
        Api api = person.api();
        return OAuthFlow.begin(tenant, ISSUER, api, "link=true").arrive(as);
    }

    @Test
    void addsAProviderToTheAccountOfWhoeverIsSignedIn() {
        Person person = Person.signUp(tenant);
        JWTClaimsSet elsewhere = OAuthFlow.person("elsewhere", Person.address(), false);
        assertThat(userId(link(person, elsewhere))).isEqualTo(person.id());
        assertThat(userId(begin().arrive(elsewhere))).isEqualTo(person.id());
        assertThat(userId(link(person, elsewhere))).isEqualTo(person.id());
        link(Person.signUp(tenant), elsewhere).refused(409, "IDENTITY_TAKEN");
    }

    @Test
    void linksOnlyInTheBrowserThatBegan() {
        Person attacker = Person.signUp(tenant);
        OAuthFlow flow = OAuthFlow.begin(tenant, ISSUER, attacker.api(), "link=true");
        String code = ISSUER.authorize(flow.authorizeUrl(), OAuthFlow.person("victim", Person.address(), true));
        OAuthFlow.callback(SERVER.as(null), flow.state(), code).refused(400, "INVALID_STATE");
    }

    @Test
    void linksForAnApplicationWhenItShowsItsVerifier() {
        Person person = Person.signUp(tenant);
        String verifier = Tokens.base64Url(32);
        String challenge = Base64.getUrlEncoder().withoutPadding().encodeToString(Tokens.sha256(verifier));
        String url = person.api()
                .get("/v1/auth/oauth/acme?link=true&skip_redirect=true&code_challenge=" + challenge + "&"
                        + OAuthFlow.toApp())
                .is(200)
                .data()
                .path("url")
                .stringValue();
        OAuthFlow flow = new OAuthFlow(tenant, ISSUER, url, "none=none");
        JWTClaimsSet elsewhere = OAuthFlow.person("by-verifier", Person.address(), true);
        String location = String.valueOf(flow.arrive(elsewhere).is(302).header("Location"));
        String code = location.substring(location.indexOf("?code=") + 6);
        Answer answer = SERVER.as(null)
                .post("/v1/auth/refresh", "{\"auth_code\":\"%s\",\"code_verifier\":\"%s\"}".formatted(code, verifier));
        assertThat(userId(answer)).isEqualTo(person.id());
    }

    @Test
    void linksForPeopleOnly() {
        Person.door(tenant).get("/v1/auth/oauth/acme?link=true").refused(401, "UNAUTHORIZED");
        SERVER.as(null)
                .get("/v1/auth/oauth/acme?link=true&tenant_id=" + tenant.id())
                .refused(401, "UNAUTHORIZED");
    }

    @Test
    void makesAGuestAMemberWhoKeepsTheAccount() {
        Answer guest = Person.door(tenant).post("/v1/auth/anonymous").is(200);
        String email = Person.address();
        Api api = SERVER.as(guest.data().path("access_token").stringValue());
        Answer member =
                OAuthFlow.begin(tenant, ISSUER, api, "link=true").arrive(OAuthFlow.person("guest", email, true));
        assertThat(userId(member)).isEqualTo(guest.data().at("/user/id").stringValue());
        assertThat(member.data().at("/user/email").stringValue()).isEqualTo(email);
        assertThat(member.data().at("/user/role").stringValue()).isEqualTo("authenticated");
    }

    @Test
    void keepsTenantsApart() {
        JWTClaimsSet person = OAuthFlow.person("everywhere", Person.address(), true);
        String here = userId(begin().arrive(person));
        TestTenant other = OAuthFlow.tenant(SERVER, ISSUER);
        assertThat(userId(OAuthFlow.begin(other, ISSUER, "").arrive(person))).isNotEqualTo(here);
        tenant.api().get("/v1/users/" + here).is(200);
        other.api().get("/v1/users/" + here).is(404);
    }
}
