package heddle.server.identity;

import static org.assertj.core.api.Assertions.assertThat;

import heddle.kernel.page.Pages;
import heddle.server.TestServer;
import heddle.server.TestTenant;
import heddle.testkit.Answer;
import org.junit.jupiter.api.Test;

/** The portal shows the ways in that a tenant has set up, and no others. */
class PortalSettingsTest {
    private final TestServer server = TestServer.shared();
    private final TestTenant tenant = server.tenant();

    private void set(String config) {
        tenant.api().post("/v1/auth-config", config.replace('\'', '"')).is(200);
    }

    private Answer page() {
        return server.as(null).get("/portal?tenant=" + tenant.id()).is(200);
    }

    private static String captcha(String provider, String doors) {
        return "{'captcha':{'provider':'%s','site_key':'site-key-1','secret':'shh-secret','protect':[%s]}}"
                .formatted(provider, doors);
    }

    @Test
    void loadsNothingOfOthersUnlessACaptchaIsConfigured() {
        Answer page = page();
        assertThat(page.header("Content-Security-Policy")).isEqualTo(Pages.POLICY);
        assertThat(page.text()).doesNotContain("captcha", "https://challenges", "hcaptcha.com", "Continue with");
        set(captcha("turnstile", ""));
        assertThat(page().header("Content-Security-Policy")).isEqualTo(Pages.POLICY);
        set(captcha("turnstile", "'form'"));
        assertThat(page().header("Content-Security-Policy")).isEqualTo(Pages.POLICY);
    }

    @Test
    void drawsTurnstileInTheFormsThatAskForIt() {
        set(captcha("turnstile", "'login','signup'"));
        Answer page = page();
        String text = page.text();
        assertThat(text)
                .contains(
                        "src=\"https://challenges.cloudflare.com/turnstile/v0/api.js?render=explicit\"",
                        "data-captcha=\"turnstile\"",
                        "data-site-key=\"site-key-1\"",
                        "id=\"sign-in-captcha\"",
                        "id=\"sign-up-captcha\"")
                .doesNotContain("id=\"forgot-captcha\"", "hcaptcha", "shh-secret");
        assertThat(page.header("Content-Security-Policy"))
                .contains(
                        "script-src 'self' https://challenges.cloudflare.com;",
                        "frame-src 'self' https://challenges.cloudflare.com;",
                        "style-src 'self';",
                        "connect-src 'self';")
                .doesNotContain("unsafe");
    }

    @Test
    void drawsHCaptchaInTheFormsThatAskForIt() {
        set(captcha("hcaptcha", "'forgot'"));
        Answer page = page();
        assertThat(page.text())
                .contains(
                        "src=\"https://js.hcaptcha.com/1/api.js?render=explicit\"",
                        "data-captcha=\"hcaptcha\"",
                        "id=\"forgot-captcha\"")
                .doesNotContain("id=\"sign-in-captcha\"", "id=\"sign-up-captcha\"", "cloudflare");
        assertThat(page.header("Content-Security-Policy"))
                .contains("script-src 'self' https://hcaptcha.com https://*.hcaptcha.com;")
                .doesNotContain("unsafe");
    }

    @Test
    void linksToTheProvidersThatAreSwitchedOn() {
        set("""
                {'providers':{
                   'google':{'enabled':true,'client_id':'g','client_secret':'s'},
                   'github':{'enabled':false,'client_id':'h','client_secret':'s'},
                   'microsoft':{'enabled':true,'client_id':'','client_secret':''},
                   'oidc':[{'slug':'acme','name':'Acme <Login>','enabled':true,'issuer':'https://id.example.com','client_id':'a'},
                           {'slug':'off','enabled':false,'issuer':'https://off.example.com','client_id':'a'}]}}
                """);
        String text = page().text();
        String query = "?tenant_id=" + tenant.id() + "&amp;redirect_to=";
        assertThat(text)
                .contains(
                        "Continue with Google",
                        "href=\"/v1/auth/oauth/google" + query,
                        "Continue with Acme &lt;Login",
                        "href=\"/v1/auth/oauth/acme" + query)
                .doesNotContain("GitHub", "Microsoft", "Apple", "/v1/auth/oauth/off", "/saml/");
    }

    @Test
    void linksToSamlAndOffersCodesBySmsOnlyWhereTheyAreOn() {
        assertThat(page().text()).contains("id=\"phone-form\"", "Sign in with a code by SMS");
        set("{'methods':{'phone_otp':false,'passkey':false}}");
        StandInIdp.make().introduce(tenant, ",\"name\":\"Corp\"");
        String text = page().text();
        assertThat(text)
                .contains(
                        "Continue with Corp",
                        "href=\"/v1/auth/saml/acme/login?tenant_id=" + tenant.id() + "&amp;redirect_to=",
                        "data-code=\"false\"")
                .doesNotContain("phone-form", "by SMS", "passkey-sign-in");
    }

    @Test
    void showsNoFormWhereOnlyOthersVouch() {
        set("{'methods':{'password':false,'magic_link':false,'phone_otp':false,'passkey':false},"
                + "'providers':{'github':{'enabled':true,'client_id':'h','client_secret':'s'}}}");
        assertThat(page().text())
                .contains("Continue with GitHub")
                .doesNotContain("id=\"sign-in-form\"", "<span>or</span>");
    }
}
