package heddle.server.identity;

import static org.assertj.core.api.Assertions.assertThat;

import heddle.server.TestServer;
import heddle.server.TestTenant;
import heddle.testkit.Answer;
import heddle.testkit.Api;
import org.junit.jupiter.api.Test;

/** Nobody becomes more than they are by what they let a provider say. */
class SamlRolesTest {
    private static final StandInIdp IDP = StandInIdp.make();
    private static final StandInIdp ANOTHER = StandInIdp.make();

    private final TestTenant tenant = TestServer.shared().tenant();
    private final Api admin = Person.signUp(tenant).withRole("admin").api();

    private static Answer configure(Api api, StandInIdp idp, String more) {
        return api.post("/v1/auth-config", """
                {"saml_providers": [{"slug": "acme", "enabled": true, "domains": ["example.com"],
                    "idp": {"entity_id": "%s", "sso_url": "%s", "certificates": ["%s"]}%s}]}
                """.formatted(idp.entityId(), StandInIdp.SSO, idp.certificate(), more));
    }

    @Test
    void letsNobodyMapAGroupToMoreThanTheyHave() {
        String owners = ", \"role_map\": {\"makers\": \"authenticated\", \"bosses\": \"owner\"}";
        configure(admin, IDP, owners).refused(403, "SCOPE_ESCALATION");
        configure(admin, IDP, ", \"default_role\": \"owner\"").refused(403, "SCOPE_ESCALATION");
        assertThat(admin.get("/v1/auth-config").is(200).data().path("saml_providers"))
                .isEmpty();
        configure(admin, IDP, ", \"role_map\": {\"bosses\": \"admin\"}, \"default_role\": \"authenticated\"")
                .is(200);
        Api owner = Person.signUp(tenant).withRole("owner").api();
        configure(owner, IDP, owners).is(200);
    }

    /** What it will permit is not known yet. */
    @Test
    void letsOnlyWhoMayGiveEverythingNameARoleThatIsNotThere() {
        String later = ", \"role_map\": {\"ghosts\": \"made_later\"}";
        configure(admin, IDP, later).refused(403, "SCOPE_ESCALATION");
        configure(tenant.api(), IDP, later).is(200);
    }

    @Test
    void letsNobodyTakeOverAProviderThatGivesMoreThanTheyHave() {
        String owners = ", \"role_map\": {\"bosses\": \"owner\"}";
        configure(tenant.api(), IDP, owners).is(200);
        configure(admin, ANOTHER, owners).refused(403, "SCOPE_ESCALATION");
        configure(admin, IDP, owners).is(200);
        admin.post("/v1/auth-config", "{\"site_url\":\"https://app.example.com\"}")
                .is(200);
        configure(admin, ANOTHER, "").is(200);
    }

    @Test
    void joinsNoOwnerToWhatAProviderOfTheTenantSays() {
        IDP.introduce(tenant, "");
        String email = Person.address();
        String id = tenant.api()
                .post("/v1/users", "{\"email\":\"" + email + "\",\"email_verified\":true,\"role\":\"owner\"}")
                .is(201)
                .id();
        assertThat(OAuthFlow.fragment(signIn(email))).containsEntry("error", "saml_email_exists");
        tenant.api()
                .post("/v1/users", "{\"email\":\"" + Person.address() + "\",\"role\":\"owner\"}")
                .is(201);
        tenant.api().patch("/v1/users/" + id, "{\"role\":\"authenticated\"}").is(200);
        assertThat(OAuthFlow.fragment(signIn(email))).containsKey("access_token");
    }

    @Test
    void leavesAnOwnerAnOwner() {
        IDP.introduce(tenant, ", \"role_map\": {\"makers\": \"admin\"}");
        String email = Person.address();
        String id = TestServer.shared()
                .as(OAuthFlow.fragment(signIn(email)).get("access_token"))
                .get("/v1/auth/user")
                .is(200)
                .id();
        tenant.api().patch("/v1/users/" + id, "{\"role\":\"owner\"}").is(200);
        signIn(email);
        assertThat(tenant.api().get("/v1/users/" + id).data().path("role").stringValue())
                .isEqualTo("owner");
    }

    private Answer signIn(String email) {
        StandInIdp.Asked asked = StandInIdp.ask(tenant);
        return asked.post(new SamlResponse(IDP, asked, "name-of-" + email, email)
                .attribute("groups", "makers")
                .encoded());
    }
}
