package heddle.server.identity;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ColorScheme;
import heddle.server.Chromium;
import heddle.server.TestServer;
import heddle.server.TestTenant;
import java.util.Locale;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** The pages behind mailed links, and the portal with everything switched on, in a real browser. */
@Tag("browser")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class MailedPagesBrowserTest {
    private static final TestServer SERVER = TestServer.shared();

    private final HubTeam team = HubTeam.shared();
    private final Chromium chromium = new Chromium();

    @AfterAll
    void stop() {
        assertThat(chromium.defects()).isEmpty();
        chromium.close();
    }

    private String link(String email, String pattern) {
        var found = java.util.regex.Pattern.compile("https?://\\S+" + pattern).matcher(team.mail(email));
        assertThat(found.find()).isTrue();
        return found.group();
    }

    private static void press(Page page, String name) {
        page.getByRole(
                        AriaRole.BUTTON,
                        new Page.GetByRoleOptions().setName(name).setExact(true))
                .click();
    }

    private static void heading(Page page, String text) {
        assertThat(page.getByRole(
                        AriaRole.HEADING,
                        new Page.GetByRoleOptions().setName(text).setLevel(1)))
                .isVisible();
    }

    @Test
    void joinsForgetsAndComesBack() {
        String email = HubTeam.freshEmail();
        HubTeam.invite(team.owner().api(), email, "SUPPORT").is(201);
        Page page = chromium.page(390, 844, ColorScheme.LIGHT);
        page.navigate(link(email, "/hub/invite/[A-Za-z0-9_-]{43}"));
        heading(page, "Join the staff");
        page.getByLabel("Your name").fill("Bea Browser");
        page.getByLabel("New password").fill("password1");
        press(page, "Join");
        assertThat(page.getByRole(AriaRole.ALERT)).not().isEmpty();
        assertThat(page.getByLabel("Your name")).hasValue("Bea Browser");
        page.getByLabel("New password").fill(HubTeam.PASSWORD);
        press(page, "Join");
        heading(page, "Welcome, Bea Browser");
        page.navigate(SERVER.base() + "/api/auth/signin");
        page.getByText("Forgot your password?").click();
        page.getByLabel("E-mail address").fill(email);
        press(page, "Mail me a link");
        heading(page, "Look into your mail");
        String reset = link(email, "/hub/password\\?token=[A-Za-z0-9_-]{43}");
        page.navigate(reset);
        page.getByLabel("New password").fill("another horse battery");
        press(page, "Set password");
        heading(page, "Your password is set");
        assertThat(page.navigate(reset).status()).isEqualTo(410);
        page.getByText("Ask for a new link").click();
        heading(page, "Set a new password");
        team.login(email, "another horse battery").is(200);
        page.context().close();
    }

    @Test
    void signsInWithACodeBySms() {
        TestTenant tenant = SERVER.tenant();
        String phone = "+1667" + (1_000_000 + (int) (System.nanoTime() % 8_999_999));
        Page page = chromium.page(390, 844, ColorScheme.LIGHT);
        page.navigate(SERVER.base() + "/portal?tenant=" + tenant.id());
        page.getByRole(AriaRole.LINK, new Page.GetByRoleOptions().setName("Sign in with a code by SMS"))
                .click();
        page.getByLabel("Phone number").fill(phone);
        press(page, "Send me a code");
        page.locator("#phone-code").waitFor();
        page.getByLabel("Six digits of the SMS").fill(Person.code(tenant, phone));
        press(page, "Sign in with the code");
        heading(page, "Your account");
        assertThat(page.getByText(phone)).isVisible();
        page.context().close();
    }

    @Test
    void takesOnlySignInsThatThisTabBegan() {
        TestTenant tenant = SERVER.tenant();
        Person stranger = Person.signUp(tenant);
        Page page = chromium.page(390, 844, ColorScheme.LIGHT);
        page.navigate(SERVER.base() + "/portal?tenant=" + tenant.id() + "#access_token=" + stranger.accessToken()
                + "&refresh_token=" + stranger.refreshToken() + "&expires_in=3600");
        assertThat(page.getByRole(AriaRole.ALERT)).containsText("not begun here");
        heading(page, "Sign in to Test");
        assertThat(page.url()).doesNotContain("access_token");
        page.context().close();
    }

    /** Fits phones and screens, light and dark; the pictures are left in the build folder to be looked at. */
    @Test
    void fitsEveryScreen() {
        String email = HubTeam.freshEmail();
        HubTeam.invite(team.owner().api(), email, "MANAGER").is(201);
        TestTenant tenant = SERVER.tenant();
        tenant.api()
                .post(
                        "/v1/auth-config",
                        "{\"providers\":{\"google\":{\"enabled\":true,\"client_id\":\"g\",\"client_secret\":\"s\"},"
                                + "\"github\":{\"enabled\":true,\"client_id\":\"h\",\"client_secret\":\"s\"}}}")
                .is(200);
        for (int width : new int[] {390, 1280}) {
            for (ColorScheme colours : new ColorScheme[] {ColorScheme.LIGHT, ColorScheme.DARK}) {
                String name = width + "-" + colours.name().toLowerCase(Locale.ROOT);
                Page view = chromium.page(width, 844, colours);
                view.navigate(link(email, "/hub/invite/[A-Za-z0-9_-]{43}"));
                view.getByLabel("Your name").fill("Bea Browser");
                view.getByLabel("New password").fill("short");
                press(view, "Join");
                view.locator("#faults").waitFor();
                Chromium.picture(view, "mailed", "invitation-" + name);
                view.navigate(SERVER.base() + "/hub/password");
                Chromium.picture(view, "mailed", "ask-" + name);
                view.navigate(SERVER.base() + "/hub/password?token=" + "x".repeat(43));
                Chromium.picture(view, "mailed", "dead-link-" + name);
                view.navigate(SERVER.base() + "/portal?tenant=" + tenant.id());
                view.locator(".provider").first().waitFor();
                Chromium.picture(view, "mailed", "ways-" + name);
                view.locator("a[href='#phone']").click();
                view.locator("#phone-number").waitFor();
                Chromium.picture(view, "mailed", "phone-" + name);
                view.context().close();
            }
        }
    }
}
