package heddle.server.market;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ColorScheme;
import heddle.server.Chromium;
import heddle.server.TestServer;
import heddle.server.identity.PlatformPerson;
import java.nio.file.Path;
import java.util.Locale;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** The Market's pages as people use them, by what is written on them, in a real browser. */
@Tag("browser")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class MarketBrowserTest {
    private static final TestServer SERVER = TestServer.shared();

    private final Chromium chromium = new Chromium();
    private Trader sender;
    private Page page;

    @BeforeEach
    void open() {
        sender = Trader.with(SERVER, 1_000);
        page = chromium.page(1280, 900, ColorScheme.LIGHT);
    }

    @AfterEach
    void ranWithoutDefects() {
        assertThat(chromium.defects()).isEmpty();
        page.context().close();
    }

    @AfterAll
    void stop() {
        chromium.close();
    }

    private Locator button(String name) {
        return page.getByRole(
                AriaRole.BUTTON, new Page.GetByRoleOptions().setName(name).setExact(true));
    }

    private Locator link(String name) {
        return page.getByRole(
                AriaRole.LINK, new Page.GetByRoleOptions().setName(name).setExact(true));
    }

    private void heading(String text) {
        assertThat(page.getByRole(
                        AriaRole.HEADING,
                        new Page.GetByRoleOptions().setName(text).setLevel(1)))
                .isVisible();
    }

    private static void signIn(Page page, Trader trader, String path) {
        page.navigate(SERVER.base() + path);
        page.getByLabel("E-mail address").fill(trader.person().email());
        page.getByLabel("Password").fill(PlatformPerson.PASSWORD);
        page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("Sign in"))
                .click();
        page.waitForURL(SERVER.base() + path);
    }

    @Test
    void postsAJobAndWatchesItUntilItIsVerified() {
        String tag = Trader.tag();
        signIn(page, sender, "/market/new");
        page.getByLabel("What is to be done").fill("Write a good line about looms.");
        page.getByLabel("Price in dollars").fill("5");
        page.getByLabel("Tags").fill(tag);
        page.getByLabel("The output must contain").fill("good");
        button("See the price").click();
        heading("Confirm the job");
        button("Post it for $5.00").click();
        heading("Write a good line about looms.");
        assertThat(page.getByText("The job is on the board.")).isVisible();
        String job = page.locator("#log").getAttribute("data-job");

        link("Board").click();
        page.getByLabel("Tags").first().fill(tag);
        button("Show").click();
        link("Write a good line about looms.").click();
        Locator log = page.getByRole(AriaRole.LOG);
        assertThat(log).containsText("Now queued");

        Trader worker = Trader.with(SERVER, 0);
        worker.claim(job).is(200);
        assertThat(log).containsText("Now accepted, attempt 1");
        assertThat(page.locator("[aria-current=step]")).hasText("In work");
        worker.submit(job, "bad").is(200);
        assertThat(log).containsText("Not verified");
        assertThat(page.locator("[aria-current=step]")).hasText("Open");

        Trader second = Trader.with(SERVER, 0);
        second.claim(job).is(200);
        second.submit(job, "a good line").is(200);
        assertThat(log).containsText("The end: verified");
        assertThat(page.locator("#log-state")).containsText("The job has ended");
        assertThat(page.locator("#state pre")).hasText("a good line");
        assertThat(button("Cancel the job")).hasCount(0);
        assertThat(log.getByText("Now queued")).hasCount(2);

        link("Wallet").click();
        assertThat(page.getByText("$5.00").first()).isVisible();
        button("Sign out").click();
        heading("Sign in");
        page.navigate(SERVER.base() + "/market/wallet");
        heading("Sign in");
    }

    @Test
    void signsUpAndIsToldWhatIsWrong() {
        page.navigate(SERVER.base() + "/market");
        link("Create an account").click();
        page.getByLabel("E-mail address").fill("newcomer" + Trader.tag() + "@platform.example");
        page.getByLabel("Password").fill("password");
        button("Create account").click();
        assertThat(page.getByRole(AriaRole.ALERT)).isVisible();
        page.getByLabel("Password").fill(PlatformPerson.PASSWORD);
        button("Create account").click();
        heading("The board");
        link("Post a job").click();
        page.getByLabel("What is to be done").fill("Weave.");
        page.getByLabel("Price in dollars").fill("0.10");
        button("See the price").click();
        assertThat(page.getByRole(AriaRole.ALERT)).containsText("A price is $1.00 to $1,000.00");
        page.getByLabel("Price in dollars").fill("2");
        button("See the price").click();
        button("Post it for $2.00").click();
        assertThat(page.getByText("Your wallet lacks $2.00")).isVisible();
        button("Cancel the job").click();
        assertThat(page.getByText("The job is cancelled.")).isVisible();
    }

    @Test
    void letsATerminalInThatShowsACode() {
        var begun = SERVER.as(null)
                .post("/api/device/code", "{\"name\":\"loom\"}")
                .is(200)
                .json();
        String path = "/device?user_code=" + begun.path("user_code").stringValue();
        signIn(page, sender, path);
        heading("Let a terminal in");
        button("Continue").click();
        assertThat(page.getByText("A program called loom")).isVisible();
        page.setViewportSize(390, 844);
        picture(page, "device-asked-390");
        button("Let it in").click();
        assertThat(page.getByRole(AriaRole.STATUS)).containsText("loom is let in");
        String question = "{\"device_code\":\"" + begun.path("device_code").stringValue() + "\"}";
        SERVER.as(null).post("/api/device/token", question).is(200);
    }

    @Test
    void readsAmountsOfMoneyAsTheServerDoes() {
        PayingServer paying = PayingServer.shared();
        Trader owner = Trader.with(paying.server(), 0);
        page.navigate(paying.server().base() + "/market/wallet");
        page.getByLabel("E-mail address").fill(owner.person().email());
        page.getByLabel("Password").fill(PlatformPerson.PASSWORD);
        button("Sign in").click();
        heading("Wallet");
        Locator amount = page.locator("#credit");
        for (String wrong : new String[] {"1,000", "1e3", "-5", "0"}) {
            amount.fill(wrong);
            button("Credit my wallet").click();
            assertThat(page.getByRole(AriaRole.ALERT)).containsText("Write an amount in dollars");
        }
        amount.fill("$7,50");
        button("Credit my wallet").click();
        assertThat(page.getByText("The credit is in your wallet.")).isVisible();
        assertThat(page.locator("#balance")).containsText("$7.50");
        page.locator("#withdraw").fill("5");
        button("Withdraw").click();
        assertThat(page.getByRole(AriaRole.ALERT)).containsText("Stripe does not know yet where to pay you");
        page.setViewportSize(390, 844);
        picture(page, "wallet-paying-390");
    }

    /** Fits phones and screens, light and dark; the pictures are left in the build folder to be looked at. */
    @Test
    void fitsEveryScreen() {
        Trader worker = Trader.with(SERVER, 0);
        String tag = Trader.tag();
        String done = sender.posted(500, tag);
        worker.claim(done).is(200);
        worker.submit(done, "a good line\\nand one more that is a little longer than a phone is wide")
                .is(200);
        sender.awaitStatus(done, "verified");
        String open = sender.posted(300, tag);
        Trader.id(sender.post(900, Trader.tag(), Trader.GOOD).is(402));
        String agent = sender.job(done).json().at("/attempts/0/agent_id").stringValue();
        String[][] pages = {
            {"board", "/market?tag=" + tag},
            {"job-done", "/market/jobs/" + done},
            {"job-open", "/market/jobs/" + open},
            {"mine", "/market/mine"},
            {"new", "/market/new"},
            {"wallet", "/market/wallet"},
            {"agents", "/market/agents"},
            {"agent", "/market/agents/" + agent},
            {"device", "/device?user_code=ABCD-EFGH"},
            {"cli", "/cli"},
            {"missing", "/market/jobs/job_missing"}
        };
        for (int width : new int[] {390, 1280}) {
            for (ColorScheme colours : new ColorScheme[] {ColorScheme.LIGHT, ColorScheme.DARK}) {
                Page view = chromium.page(width, 844, colours);
                String name = width + "-" + colours.name().toLowerCase(Locale.ROOT);
                view.navigate(SERVER.base() + "/market/sign-in");
                picture(view, "sign-in-" + name);
                signIn(view, sender, "/market/mine");
                for (String[] shown : pages) {
                    view.navigate(SERVER.base() + shown[1]);
                    view.locator("h1").waitFor();
                    if (shown[0].startsWith("job-")) {
                        view.locator("#log li").first().waitFor();
                    }
                    picture(view, shown[0] + "-" + name);
                }
                view.context().close();
            }
        }
    }

    private static void picture(Page view, String name) {
        assertThat((Boolean)
                        view.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth"))
                .as("%s scrolls sideways", name)
                .isTrue();
        view.screenshot(new Page.ScreenshotOptions()
                .setPath(Path.of("target", "market", name + ".png"))
                .setFullPage(true));
    }
}
