package heddle.server.identity;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ColorScheme;
import heddle.server.Chromium;
import heddle.server.TestServer;
import heddle.server.TestTenant;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** The portal as people use it: by what is written on its buttons, in a real browser with a virtual passkey device. */
@Tag("browser")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PortalTest {
    private static final TestServer SERVER = TestServer.shared();
    private static final Duration STEP = Duration.ofSeconds(30);

    private final Chromium chromium = new Chromium();
    private TestTenant tenant;
    private Page page;

    @BeforeEach
    void open() {
        tenant = SERVER.tenant();
        page = chromium.page(1280, 900, ColorScheme.LIGHT);
    }

    @AfterAll
    void stop() {
        chromium.close();
    }

    @AfterEach
    void ranWithoutDefects() {
        assertThat(chromium.defects()).isEmpty();
        page.context().close();
    }

    private static Instant now() {
        return SERVER.app().kernel().time().instant();
    }

    private static void nextStep() {
        SERVER.operator()
                .post("/v1/platform/clock", "{\"advance_seconds\":" + STEP.toSeconds() + "}")
                .is(200);
    }

    private void visit() {
        page.navigate(SERVER.base() + "/portal?tenant=" + tenant.id());
    }

    private Locator button(String name) {
        return page.getByRole(
                AriaRole.BUTTON, new Page.GetByRoleOptions().setName(name).setExact(true));
    }

    private Locator field(String label) {
        return page.getByLabel(label, new Page.GetByLabelOptions().setExact(true))
                .filter(new Locator.FilterOptions().setVisible(true));
    }

    private void heading(String text) {
        assertThat(page.getByRole(
                        AriaRole.HEADING,
                        new Page.GetByRoleOptions().setName(text).setLevel(1)))
                .isVisible();
    }

    private void said(String text) {
        assertThat(page.getByRole(AriaRole.STATUS)).containsText(text);
    }

    private void refused(String text) {
        assertThat(page.getByRole(AriaRole.ALERT)).containsText(text);
    }

    private void signIn(Person person) {
        visit();
        field("E-mail address").fill(person.email());
        field("Password").fill(Person.PASSWORD);
        button("Sign in").click();
    }

    @Test
    void signsUpAddsAPasskeySignsInWithItAndRemovesIt() {
        Chromium.attachAuthenticator(page);
        String email = Person.address();
        visit();
        page.getByRole(AriaRole.LINK, new Page.GetByRoleOptions().setName("Create an account"))
                .click();
        heading("Create an account with Test");
        field("E-mail address").fill(email);
        field("Password").fill("password1");
        button("Create account").click();
        assertThat(page.getByRole(AriaRole.ALERT)).not().isEmpty();
        field("Password").fill(Person.PASSWORD);
        button("Create account").click();
        heading("Your account");
        assertThat(page.getByText(email)).isVisible();

        button("Add a passkey").click();
        said("The passkey is added.");
        Locator passkeys = page.getByRole(AriaRole.LIST, new Page.GetByRoleOptions().setName("Passkeys"));
        assertThat(passkeys.getByRole(AriaRole.LISTITEM)).containsText("Passkey on Linux");
        button("Add a passkey").click();
        refused("This device has a passkey already.");

        button("Sign out").click();
        heading("Sign in to Test");
        page.reload();
        heading("Sign in to Test");
        button("Sign in with a passkey").click();
        heading("Your account");
        assertThat(page.getByText(email)).isVisible();

        assertThat(page.url()).doesNotContain("#");
        button("Remove: Passkey on Linux").click();
        said("The passkey is removed.");
        assertThat(passkeys).containsText("None yet.");
        button("Sign out").click();
        heading("Sign in to Test");
        button("Sign in with a passkey").click();
        refused("could not be verified");
    }

    @Test
    void confirmsAnAuthenticatorAppAndAsksForItsCode() {
        Person person = Person.signUp(tenant);
        signIn(person);
        button("Add an authenticator app").click();
        Locator qr = page.getByAltText("QR code with the secret below");
        assertThat(qr).isVisible();
        assertThat((Integer) qr.evaluate("image => image.decode().then(() => image.naturalWidth)"))
                .isPositive();
        AuthenticatorApp app = new AuthenticatorApp(
                page.locator("#enrolment-secret").textContent().replace(" ", ""));
        field("Six digits that the app shows").fill(app.code(now()));
        button("Confirm").click();
        heading("Your account");
        said("confirmed");
        assertThat(page.locator("#recovery-list li")).hasCount(10);
        String recovery = page.locator("#recovery-list li").first().textContent();

        button("Sign out").click();
        heading("Sign in to Test");
        signIn(person);
        heading("Second factor");
        field("Six digits of your authenticator app").fill(app.code(now().minus(Duration.ofMinutes(5))));
        button("Confirm").click();
        refused("not right");
        nextStep();
        field("Six digits of your authenticator app").fill(app.code(now()));
        button("Confirm").click();
        heading("Your account");

        button("Sign out").click();
        heading("Sign in to Test");
        signIn(person);
        page.getByText("I lost my authenticator").click();
        field("Recovery code").fill(recovery);
        button("Use the code").click();
        said("9 recovery codes are left");
        button("Remove: Authenticator 1").click();
        said("The authenticator app is removed.");
    }

    @Test
    void followsTheLinksOfMails() {
        Person person = Person.signUp(tenant);
        visit();
        field("E-mail address").fill(person.email());
        button("Mail me a link instead").click();
        assertThat(page.getByRole(AriaRole.STATUS)).not().isEmpty();
        page.navigate(link(person));
        heading("One more click");
        assertThat(page.url()).doesNotContain("token=");
        button("Continue").click();
        heading("Your account");
        button("Sign out").click();
        heading("Sign in to Test");

        page.getByText("Forgot your password?").click();
        heading("Set a new password");
        field("E-mail address").fill(person.email());
        button("Mail me a link").click();
        assertThat(page.getByRole(AriaRole.STATUS)).not().isEmpty();
        page.navigate(link(person));
        heading("Choose a new password");
        field("New password").fill("another horse battery");
        button("Set password").click();
        said("Your password is set.");
        field("E-mail address").fill(person.email());
        field("Password").fill("another horse battery");
        button("Sign in").click();
        heading("Your account");
    }

    private String link(Person person) {
        String text = Person.mail(tenant, person.email()).path("text").stringValue();
        var matcher = java.util.regex.Pattern.compile("https?://\\S+token=[A-Za-z0-9_-]+")
                .matcher(text);
        assertThat(matcher.find()).as(text).isTrue();
        return matcher.group();
    }

    @Test
    void endsSessionsElsewhereAndNoticesItsOwnEnd() {
        Person person = Person.signUp(tenant);
        signIn(person);
        heading("Your account");
        Locator sessions =
                page.getByRole(AriaRole.LIST, new Page.GetByRoleOptions().setName("Where you are signed in"));
        assertThat(sessions.getByRole(AriaRole.LISTITEM)).hasCount(2);
        sessions.getByRole(AriaRole.BUTTON).click();
        said("That session has ended.");
        assertThat(sessions.getByRole(AriaRole.LISTITEM)).hasCount(1);
        person.api().get("/v1/auth/user").refused(401, "INVALID_TOKEN");
        person.again().api().delete("/v1/auth/sessions").is(200);
        page.reload();
        heading("Sign in to Test");
        refused("You were signed out");
    }

    @Test
    void findsTheTenantByAnAddress() {
        Person person = Person.signUp(tenant);
        page.navigate(SERVER.base() + "/portal");
        field("E-mail address").fill(Person.address());
        button("Continue").click();
        assertThat(page.getByText("Nobody here knows this address.")).isVisible();
        field("E-mail address").fill(person.email());
        button("Continue").click();
        heading("Sign in to Test");
        assertThat(page.navigate(SERVER.base() + "/portal?tenant=nobody").status())
                .isEqualTo(404);
    }

    /** Fits phones and screens, light and dark; the pictures are left in the build folder to be looked at. */
    @Test
    void fitsEveryScreen() {
        Person person = Person.signUp(tenant);
        for (int width : new int[] {390, 1280}) {
            for (ColorScheme colours : new ColorScheme[] {ColorScheme.LIGHT, ColorScheme.DARK}) {
                Page view = chromium.page(width, 844, colours);
                String name = width + "-" + colours.name().toLowerCase(java.util.Locale.ROOT);
                view.navigate(SERVER.base() + "/portal?tenant=" + tenant.id());
                view.locator("#sign-in-password").waitFor();
                Chromium.picture(view, "portal", "sign-in-" + name);
                view.locator("#sign-in-email").fill(person.email());
                view.locator("#sign-in-password").fill(Person.PASSWORD);
                view.locator("#sign-in-form [type=submit]").click();
                view.locator("#sessions li").first().waitFor();
                view.locator("#factor-add").click();
                view.locator("#enrolment-qr").waitFor();
                Chromium.picture(view, "portal", "account-" + name);
                view.context().close();
            }
        }
    }
}
