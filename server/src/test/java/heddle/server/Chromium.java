package heddle.server;

import com.google.gson.JsonObject;
import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.CDPSession;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.options.ColorScheme;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The system's own Chromium without a window. Nothing is downloaded: who has none is told what to install. */
public final class Chromium implements AutoCloseable {
    private static final List<String> NAMES = List.of("chromium", "chromium-browser", "google-chrome");

    private final Playwright playwright;
    private final Browser browser;
    private final List<String> defects = new CopyOnWriteArrayList<>();

    public Chromium() {
        Path program = program();
        playwright = Playwright.create(
                new Playwright.CreateOptions().setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
        browser = playwright
                .chromium()
                .launch(new BrowserType.LaunchOptions()
                        .setExecutablePath(program)
                        .setArgs(List.of("--no-sandbox", "--disable-gpu", "--disable-background-networking")));
    }

    private static Path program() {
        String path = Objects.requireNonNullElse(System.getenv("PATH"), "");
        return NAMES.stream()
                .flatMap(name -> folders(path).map(folder -> Path.of(folder, name)))
                .filter(Files::isExecutable)
                .findFirst()
                .orElseThrow(() -> new AssertionError("Tests with the tag browser drive Chromium, which is missing;"
                        + " install the Debian package chromium"));
    }

    private static Stream<String> folders(String path) {
        return Pattern.compile(Pattern.quote(File.pathSeparator)).splitAsStream(path);
    }

    /** A page in a profile of its own. */
    public Page page(int width, int height, ColorScheme colours) {
        BrowserContext context = browser.newContext(
                new Browser.NewContextOptions().setViewportSize(width, height).setColorScheme(colours));
        context.setDefaultTimeout(15_000);
        Page page = context.newPage();
        page.onPageError(defects::add);
        page.onConsoleMessage(message -> {
            if (message.text().contains("Content Security Policy")) {
                defects.add(message.text());
            }
        });
        return page;
    }

    /** Leaves a picture of a page in the build folder to be looked at; a page that scrolls sideways is refused. */
    public static void picture(Page page, String folder, String name) {
        boolean fits =
                (Boolean) page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth");
        if (!fits) {
            throw new AssertionError(name + " scrolls sideways");
        }
        page.screenshot(new Page.ScreenshotOptions()
                .setPath(Path.of("target", folder, name + ".png"))
                .setFullPage(true));
    }

    /** Gives a page's browser a device that holds passkeys and finds its owner's finger on it. */
    public static void attachAuthenticator(Page page) {
        CDPSession session = page.context().newCDPSession(page);
        session.send("WebAuthn.enable");
        JsonObject options = new JsonObject();
        options.addProperty("protocol", "ctap2");
        options.addProperty("transport", "internal");
        options.addProperty("hasResidentKey", true);
        options.addProperty("hasUserVerification", true);
        options.addProperty("isUserVerified", true);
        options.addProperty("automaticPresenceSimulation", true);
        JsonObject parameters = new JsonObject();
        parameters.add("options", options);
        session.send("WebAuthn.addVirtualAuthenticator", parameters);
    }

    /** Scripts that failed, and what the pages' own policy refused. */
    public List<String> defects() {
        return List.copyOf(defects);
    }

    @Override
    public void close() {
        browser.close();
        playwright.close();
    }
}
