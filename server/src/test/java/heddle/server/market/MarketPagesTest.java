package heddle.server.market;

import static org.assertj.core.api.Assertions.assertThat;

import heddle.server.TestServer;
import heddle.server.identity.PlatformPerson;
import heddle.testkit.Answer;
import heddle.testkit.Api;
import heddle.testkit.TestDatabase;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The pages under {@code /market} as a browser without scripts gets them. */
class MarketPagesTest {
    private static final String ATTACK = "</pre><script>alert(1)</script><img src=x onerror=alert(1)>";
    private static final Pattern HIDDEN =
            Pattern.compile("<input type=\"hidden\" name=\"([a-z]+)\" value=\"([^\"]*)\">");

    private final TestServer server = TestServer.shared();
    private final Trader sender = Trader.with(server, 2_000);
    private final Trader worker = Trader.with(server, 0);
    private final Api page = sender.person().browser();
    private final String tag = Trader.tag();

    private static Map<String, String> hidden(Answer page) {
        Map<String, String> out = new LinkedHashMap<>();
        Matcher field = HIDDEN.matcher(page.text());
        while (field.find()) {
            out.put(
                    field.group(1),
                    field.group(2)
                            .replace("&#34;", "\"")
                            .replace("&#39;", "'")
                            .replace("&lt;", "<")
                            .replace("&gt;", ">")
                            .replace("&amp;", "&"));
        }
        return out;
    }

    private static String job(String location) {
        return location.replaceFirst("^/market/jobs/", "").replaceFirst("\\?.*", "");
    }

    /** The jobs of a board, without the figures above them, which all tests share. */
    private static String listed(Answer board) {
        return board.is(200).text().replaceFirst("(?s)^.*<ul class=\"list\"", "");
    }

    @Test
    void theBoardShowsOpenJobsAndLinksOnesOwn() {
        String own = sender.posted(500, tag);
        Trader other = Trader.with(server, 1_000);
        String foreign = other.posted(700, tag);
        Answer board = page.get("/market?tag=" + tag).is(200);
        assertThat(board.text())
                .contains(
                        "href=\"/market/jobs/" + own + "\"",
                        "$5.00",
                        "pays $3.50",
                        "$7.00",
                        "pays $5.10",
                        foreign,
                        "<dt>Open jobs</dt>")
                .doesNotContain(
                        "href=\"/market/jobs/" + foreign,
                        other.person().id(),
                        other.person().email());
        assertThat(board.header("Content-Security-Policy"))
                .contains("default-src 'none'", "script-src 'self'")
                .doesNotContain("unsafe");
        worker.claim(own).is(200);
        assertThat(page.get("/market?tag=" + tag).is(200).text()).doesNotContain(own);
    }

    @Test
    void theBoardIsFilteredSortedAndPaged() {
        for (int price : new int[] {300, 500, 700}) {
            sender.posted(price, tag);
        }
        Answer filtered = page.get("/market?sort=price&max=6.50&min=%244&tag=" + tag);
        assertThat(listed(filtered)).contains("$5.00").doesNotContain("$3.00", "$7.00");
        assertThat(filtered.text()).contains("value=\"6.50\"", "value=\"$4\"", "<option value=\"price\" selected");
        String sorted = listed(page.get("/market?sort=price&tag=" + tag));
        assertThat(sorted.indexOf("$7.00")).isLessThan(sorted.indexOf("$5.00"));
        assertThat(page.get("/market?tag=" + tag + "&q=nothing+like+it").is(200).text())
                .contains("No open job fits.");
        assertThat(page.get("/market?min=cheap").is(400).text()).contains("Write an amount in dollars");
        assertThat(page.get("/market?q=%22%3E%3Cscript%3E").is(200).text()).doesNotContain("><script>");
        page.get("/market?sort=random").is(400);
        page.get("/market?cursor=forged").is(400);
    }

    @Test
    void whatNoTextMayContainIsToldOnThePage() {
        assertThat(page.get("/market?q=%00").is(400).text()).contains("NUL");
        page.get("/market/agents?q=a%00b").is(400);
        page.get("/market/jobs/job_%00").is(400);
        page.get("/market/wallet?before=%00").is(400);
        PlatformPerson.form(page, "/market/new", Map.of("prompt", "a\u0000b", "price", "5"))
                .is(400);
        PlatformPerson.form(
                        PlatformPerson.inBrowser(server),
                        "/market/sign-in",
                        Map.of("email", "a\u0000b", "password", "x"))
                .is(400);
    }

    @Test
    void theBoardGoesOnWhereThePageEnded() {
        Trader rich = Trader.with(server, 10_000);
        for (int i = 0; i < 21; i++) {
            rich.posted(100, tag);
        }
        String first = page.get("/market?tag=" + tag).is(200).text();
        Matcher next = Pattern.compile("href=\"(/market\\?[^\"]+cursor=[^\"]+)\" rel=\"next\"")
                .matcher(first);
        assertThat(next.find()).isTrue();
        String second = page.get(next.group(1).replace("&amp;", "&")).is(200).text();
        assertThat(second.split("<li class=\"card\">", -1)).hasSize(2);
        assertThat(second)
                .contains("<a href=\"/market?tag=" + tag + "&amp;sort=newest\">First page")
                .doesNotContain("rel=\"next\"");
    }

    @Test
    void sendsWhoIsNotSignedInToSignIn() {
        Api nobody = PlatformPerson.inBrowser(server);
        for (String path : List.of(
                "/market",
                "/market/mine",
                "/market/new",
                "/market/wallet",
                "/market/agents",
                "/market/agents/agent_1",
                "/market/jobs/job_1")) {
            assertThat(nobody.get(path).is(302).header("Location"))
                    .isEqualTo("/market/sign-in?to=" + path.replace("/", "%2F"));
        }
        for (String path :
                List.of("/market/new", "/market/jobs", "/market/jobs/job_1/pay", "/market/jobs/job_1/cancel")) {
            assertThat(PlatformPerson.form(nobody, path, Map.of("prompt", "x"))
                            .is(302)
                            .header("Location"))
                    .isEqualTo("/market/sign-in?to=/market");
        }
    }

    @Test
    void boardAndDirectoryAreOpenToAllWhereTheOperatorSaysSo() {
        try (TestServer open = TestServer.start(TestDatabase.fresh(), Map.of("HEDDLE_PUBLIC_BOARD", "true"))) {
            Trader owner = Trader.with(open, 500);
            String job = owner.posted(500, tag);
            Api nobody = PlatformPerson.inBrowser(open);
            assertThat(nobody.get("/market").is(200).text())
                    .contains(job, "href=\"/market/sign-in\"")
                    .doesNotContain("href=\"/market/jobs/", "/market/wallet");
            nobody.get("/market/agents").is(200);
            nobody.get("/market/agents/nobody").is(404);
            nobody.get("/market/mine").is(302);
            nobody.get("/market/jobs/" + job).is(302);
            assertThat(owner.person().browser().get("/market").is(200).text()).contains("href=\"/market/jobs/" + job);
            Api ended = nobody.with("Cookie", "heddle-session=rt_" + "x".repeat(43));
            assertThat(ended.get("/market").is(200).text()).contains("href=\"/market/sign-in\"");
        }
    }

    @Test
    void aJobIsShownToItsSidesOnly() {
        String job = sender.posted(500, tag);
        assertThat(page.get("/market/jobs/" + job).is(200).text())
                .contains("looms for " + tag, "$5.00", "data-job=\"" + job + "\"", "aria-current=\"step\">Open")
                .contains("Cancel the job", "contains: <code>good</code>")
                .doesNotContain("/pay\"");
        Answer foreign = worker.person().browser().get("/market/jobs/" + job).is(404);
        assertThat(foreign.header("Content-Type")).startsWith("text/html");
        assertThat(foreign.text()).doesNotContain("looms", sender.person().id());
        Answer missing =
                worker.person().browser().get("/market/jobs/job_missing").is(404);
        assertThat(missing.text()).isEqualTo(foreign.text());
    }

    @Test
    void whatOthersWroteIsTextAndSecretsStayHidden() {
        String prompt = ("Weave " + tag + " " + ATTACK).replace("\"", "\\\"");
        String body = "{\"prompt\":\"%s\",\"price_cents\":500,\"time_limit_seconds\":600,\"public_prompt\":true,"
                        .formatted(prompt)
                + "\"tags\":[\"%s\",\"<b>x\"],\"confirmed\":true,\"envVars\":{\"TOKEN\":\"s3cret-value\"},%s}"
                        .formatted(tag, Trader.GOOD);
        String job = Trader.id(sender.api().post("/api/jobs/run", body).is(201));
        assertThat(page.get("/market?tag=" + tag).is(200).text())
                .contains("&lt;script&gt;", "&lt;b&gt;x")
                .doesNotContain("<script>", "<img", "<b>x");
        worker.claim(job).is(200);
        worker.submit(job, "good " + ATTACK).is(200);
        sender.awaitStatus(job, "verified");
        Answer shown = page.get("/market/jobs/" + job).is(200);
        assertThat(shown.text())
                .contains("good &lt;/pre&gt;&lt;script&gt;", "passed", "Verified")
                .doesNotContain("<script>", "<img", "<b>x", "s3cret-value", "Cancel the job");
        assertThat(worker.person().browser().get("/market/jobs/" + job).is(200).text())
                .contains("good &lt;/pre&gt;")
                .doesNotContain("<script>", "s3cret-value", "<code>good</code>", "/cancel\"");
    }

    @Test
    void postsAJobOnceTheQuoteIsConfirmed() {
        Map<String, String> typed = Map.of(
                "prompt", "Describe a \"loom\".\r\nThen its threads.",
                "price", "5",
                "minutes", "10",
                "tags", tag + ", docs",
                "contains", "good");
        Answer quote = PlatformPerson.form(page, "/market/new", typed).is(200);
        assertThat(quote.text()).contains("Confirm the job", "Post it for $5.00", "$3.50", "$20.00", "10 min");
        assertThat(sender.api().get("/api/jobs").is(200).json()).isEmpty();

        String location = String.valueOf(
                PlatformPerson.form(page, "/market/jobs", hidden(quote)).is(302).header("Location"));
        assertThat(location).endsWith("?did=posted");
        assertThat(page.get(location).is(200).text()).contains("The job is on the board.");
        var posted = sender.job(job(location)).is(200).json();
        assertThat(posted.path("prompt").stringValue()).isEqualTo("Describe a \"loom\".\nThen its threads.");
        assertThat(posted.path("status").stringValue()).isEqualTo("queued");
        assertThat(posted.path("time_limit_seconds").intValue()).isEqualTo(600);
        assertThat(posted.at("/acceptance_criteria/0/spec/value").stringValue()).isEqualTo("good");
        assertThat(sender.balance()).isEqualTo(1_500);
    }

    @Test
    void chargesNothingForAFormThatIsNotWhatWasQuoted() {
        Answer quote = PlatformPerson.form(page, "/market/new", Map.of("prompt", "Weave.", "price", "5"))
                .is(200);
        Map<String, String> changed = hidden(quote);
        changed.put("price", "1");
        assertThat(PlatformPerson.form(page, "/market/jobs", changed).is(400).text())
                .contains("role=\"alert\"", "ask for a new one");
        changed.remove("quote");
        assertThat(PlatformPerson.form(page, "/market/jobs", changed).is(200).text())
                .contains("Confirm the job");
        assertThat(sender.balance()).isEqualTo(2_000);
    }

    @Test
    void namesEveryFaultOfAJob() {
        Answer refused = PlatformPerson.form(
                        page, "/market/new", Map.of("prompt", " ", "price", "0.50", "minutes", "9999", "tags", ATTACK))
                .is(400);
        assertThat(refused.text())
                .contains("Say what is to be done", "A price is $1.00 to $1,000.00", "A time limit is 1 to 1,440")
                .contains("value=\"0.50\"", "value=\"9999\"")
                .doesNotContain("<script>", "<img");
    }

    @Test
    void anUnpaidJobIsPaidOnItsPage() {
        Trader poor = Trader.with(server, 0);
        Api poorPage = poor.person().browser();
        String job = Trader.id(poor.post(500, tag, Trader.GOOD).is(402));
        assertThat(poorPage.get("/market/jobs/" + job).is(200).text())
                .contains("Your wallet lacks $5.00", "/market/jobs/" + job + "/pay");
        Map<String, String> nothing = Map.of();
        assertThat(PlatformPerson.form(poorPage, "/market/jobs/" + job + "/pay", nothing)
                        .is(302)
                        .header("Location"))
                .endsWith("?did=unpaid");
        poor.credit(500);
        PlatformPerson.form(poorPage.with("Sec-Fetch-Site", "cross-site"), "/market/jobs/" + job + "/pay", nothing)
                .is(403);
        assertThat(poor.status(job)).isEqualTo("pending_payment");
        assertThat(PlatformPerson.form(poorPage, "/market/jobs/" + job + "/pay", nothing)
                        .is(302)
                        .header("Location"))
                .endsWith("?did=paid");
        assertThat(poor.status(job)).isEqualTo("queued");
        assertThat(poorPage.get("/market/jobs/" + job).is(200).text()).doesNotContain("/pay\"");
    }

    @Test
    void onlyTheSenderCancels() {
        String job = sender.posted(500, tag);
        worker.claim(job).is(200);
        String path = "/market/jobs/" + job + "/cancel";
        PlatformPerson.form(worker.person().browser(), path, Map.of()).is(403);
        PlatformPerson.form(Trader.with(server, 0).person().browser(), path, Map.of())
                .is(404);
        assertThat(sender.job(job).json().path("cancellation_requested").booleanValue())
                .isFalse();
        assertThat(page.get("/market/jobs/" + job).is(200).text()).contains("End it at the next failure");
        assertThat(PlatformPerson.form(page, path, Map.of()).is(302).header("Location"))
                .endsWith("?did=asked");
        assertThat(page.get("/market/jobs/" + job).is(200).text()).doesNotContain("End it at the next failure");
        String open = sender.posted(500, tag);
        assertThat(PlatformPerson.form(page, "/market/jobs/" + open + "/cancel", Map.of())
                        .is(302)
                        .header("Location"))
                .endsWith("?did=cancelled");
        assertThat(sender.status(open)).isEqualTo("cancelled");
    }

    @Test
    void oneSeesOnesOwnJobsAndEntries() {
        String job = sender.posted(500, tag);
        worker.claim(job).is(200);
        Api workerPage = worker.person().browser();
        assertThat(page.get("/market/mine").is(200).text()).contains(job);
        assertThat(page.get("/market/mine?role=receiver").is(200).text()).doesNotContain(job);
        assertThat(workerPage.get("/market/mine").is(200).text()).doesNotContain(job);
        assertThat(workerPage.get("/market/mine?role=receiver").is(200).text()).contains(job);
        assertThat(page.get("/market/wallet").is(200).text())
                .contains("$15.00", "-$5.00", "+$20.00", "href=\"/market/jobs/" + job + "\"")
                .contains("HEDDLE_STRIPE_KEY")
                .doesNotContain("/api/dev/credit", "/api/wallet/topup");
        assertThat(workerPage.get("/market/wallet").is(200).text()).doesNotContain(job, "$5.00</td>");
    }

    @Test
    void theWalletGoesOnWhereThePageEnded() {
        for (int i = 0; i < 26; i++) {
            sender.credit(100);
        }
        String first = page.get("/market/wallet").is(200).text();
        Matcher next =
                Pattern.compile("href=\"(/market/wallet\\?before=[^\"]+)\"").matcher(first);
        assertThat(next.find()).isTrue();
        assertThat(first).doesNotContain("+$20.00");
        assertThat(page.get(next.group(1)).is(200).text()).contains("+$20.00").doesNotContain("rel=\"next\"");
    }

    @Test
    void theWalletTellsWhatCameOfAPayment() {
        assertThat(page.get("/market/wallet?did=paid").is(200).text()).contains("role=\"status\"", "as soon as Stripe");
        assertThat(page.get("/market/wallet?did=left").is(200).text()).contains("Nothing was charged");
        assertThat(page.get("/market/wallet?did=connected").is(200).text()).contains("Stripe has your answers");
        assertThat(page.get("/market/wallet?did=%3Cscript%3E").is(200).text()).doesNotContain("&lt;script");
        assertThat(page.get("/market").is(200).text()).doesNotContain("escrow");
    }

    @Test
    void trialCreditIsOfferedWhereItIsSwitchedOn() {
        try (TestServer trial = TestServer.start(TestDatabase.fresh(), Map.of("HEDDLE_DEV_CREDIT", "true"))) {
            Api visitor = PlatformPerson.register(trial).browser();
            assertThat(visitor.get("/market/wallet").is(200).text()).contains("data-api=\"/api/dev/credit\"");
        }
    }

    @Test
    void theDirectoryShowsListedAgentsWithoutTheirOwners() {
        String name = "weaver" + tag;
        String agent = agent(name, true);
        String hiddenAgent = agent("shy" + tag, false);
        Api other = sender.person().browser();
        assertThat(other.get("/market/agents?q=" + name).is(200).text())
                .contains(name, "href=\"/market/agents/" + agent + "\"", "&lt;script&gt;")
                .doesNotContain(
                        "<script>", worker.person().id(), worker.person().email());
        assertThat(other.get("/market/agents/" + agent).is(200).text())
                .contains(name, "<dt>Score</dt><dd>13</dd>", "&lt;script&gt;")
                .doesNotContain(
                        "<script>", worker.person().id(), worker.person().email());
        other.get("/market/agents/" + hiddenAgent).is(404);
        worker.person().browser().get("/market/agents/" + hiddenAgent).is(200);
        other.get("/market/agents/nobody").is(404);
        other.get("/market/agents?min_reputation=1000").is(400);
    }

    private String agent(String name, boolean listed) {
        return Trader.id(worker.api()
                .post(
                        "/api/agents",
                        "{\"name\":\"%s\",\"personality\":\"Weaves %s\",\"listed\":%s}".formatted(name, ATTACK, listed))
                .is(201));
    }
}
