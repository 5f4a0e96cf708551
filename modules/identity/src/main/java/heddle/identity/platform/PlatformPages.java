package heddle.identity.platform;

import static heddle.kernel.access.Permission.PUBLIC;

import heddle.identity.session.BrowserSessions;
import heddle.kernel.access.Caller;
import heddle.kernel.access.Surface;
import heddle.kernel.http.FormBody;
import heddle.kernel.http.Reply;
import heddle.kernel.http.Request;
import heddle.kernel.http.Routes;
import heddle.kernel.page.Pages;
import heddle.kernel.problem.Fault;
import heddle.kernel.problem.Problem;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The pages on which people of the platform sign up, in and out with a browser. */
final class PlatformPages {
    private static final String GROUP = "Pages";
    static final String FORM = "application/x-www-form-urlencoded";
    private static final String HOME = "/market";
    static final String SIGN_IN = "/market/sign-in";
    private static final String SECOND_FACTOR = SIGN_IN + "/code";
    private static final String SIGN_UP = "/market/sign-up";
    private static final String TOO_LATE = "That sign-in took too long, or was finished before. Sign in again.";
    private static final int LONGEST_PATH = 2_000;

    private final PlatformAccounts accounts;
    private final BrowserSessions browsers;
    private final PlatformCookie cookie;
    private final Pages pages = new Pages("heddle.identity.portal.view");

    /** One of the two ways in. */
    private enum Way {
        IN("Sign in", "platform-sign-in.jte"),
        UP("Create an account", "platform-sign-up.jte");

        private final String title;
        private final String template;

        Way(String title, String template) {
            this.title = title;
            this.template = template;
        }
    }

    PlatformPages(PlatformAccounts accounts, BrowserSessions browsers, PlatformCookie cookie) {
        this.accounts = accounts;
        this.browsers = browsers;
        this.cookie = cookie;
    }

    void declare(Routes routes) {
        page(routes, SIGN_IN, Way.IN);
        page(routes, SIGN_UP, Way.UP);
        routes.post(SIGN_IN, PUBLIC)
                .group(GROUP)
                .summary("Sign in to the platform with a browser")
                .takesTree()
                .consumes(FORM)
                .produces("text/html")
                .setsCookies()
                .toPrepared("PlatformPages.signIn", in -> enter(in, Way.IN));
        routes.post(SECOND_FACTOR, PUBLIC)
                .group(GROUP)
                .summary("Show the second factor with a browser")
                .takesTree()
                .consumes(FORM)
                .produces("text/html")
                .setsCookies()
                .to("PlatformPages.secondFactor", this::secondFactor);
        routes.post(SIGN_UP, PUBLIC)
                .group(GROUP)
                .summary("Create a platform account with a browser")
                .takesTree()
                .consumes(FORM)
                .produces("text/html")
                .setsCookies()
                .toPrepared("PlatformPages.signUp", in -> enter(in, Way.UP));
        routes.post("/market/sign-out", PUBLIC)
                .group(GROUP)
                .summary("End a browser's session")
                .takesTree()
                .consumes(FORM)
                .produces("text/html")
                .setsCookies()
                .to("PlatformPages.signOut", this::signOut);
    }

    private void page(Routes routes, String path, Way way) {
        routes.get(path, PUBLIC)
                .group(GROUP)
                .summary("The page to " + (way == Way.IN ? "sign in" : "create an account") + " at")
                .query("to", "string", "Path of ours to go to afterwards")
                .produces("text/html")
                .to(
                        "PlatformPages." + (way == Way.IN ? "signInPage" : "signUpPage"),
                        in -> show(200, way, new EntryForm(own(in.query("to")), "", "", List.of())));
    }

    private Reply show(int status, Way way, EntryForm form) {
        return pages.page(status, way.title, way.template, form);
    }

    /** Hashing comes before every transaction; what is wrong stands on the page again, beside what was typed. */
    private Supplier<Reply> enter(Request in, Way way) {
        Map<String, String> fields = fields(in);
        EntryForm form = new EntryForm(
                own(fields.get("to")), fields.getOrDefault("email", ""), fields.getOrDefault("name", ""), List.of());
        if (!in.sameOrigin()) {
            return refused(way, form, foreign());
        }
        try {
            Supplier<PlatformAccounts.In> effect = way == Way.IN ? signingIn(in, fields) : signingUp(in, fields);
            return () -> entered(in, way, form, effect);
        } catch (Problem refusal) {
            return refused(way, form, refusal);
        }
    }

    private Supplier<PlatformAccounts.In> signingIn(Request in, Map<String, String> fields) {
        return accounts.login(
                in.caller(),
                new PlatformJson.Login(fields.getOrDefault("email", ""), fields.getOrDefault("password", "")),
                BrowserSessions.CLIENT);
    }

    private Supplier<PlatformAccounts.In> signingUp(Request in, Map<String, String> fields) {
        return accounts.register(
                in.caller(),
                new PlatformJson.Register(
                        fields.getOrDefault("email", ""), fields.getOrDefault("password", ""), fields.get("name")),
                BrowserSessions.CLIENT);
    }

    private Reply entered(Request in, Way way, EntryForm form, Supplier<PlatformAccounts.In> effect) {
        try {
            PlatformAccounts.In who = effect.get();
            return who.secondFactorDue()
                    ? asked(
                            200,
                            new CodeForm(form.to(), String.valueOf(who.session().mfaTicket()), null))
                    : arrived(in, form.to(), who);
        } catch (Problem refusal) {
            return refused(way, form, refusal).get();
        }
    }

    private Reply arrived(Request in, String to, PlatformAccounts.In who) {
        String token = Objects.requireNonNull(who.session().refreshToken());
        leave(in);
        return Reply.redirect(to).cookie(cookie.line(token, browsers.life()));
    }

    private Reply asked(int status, CodeForm form) {
        return pages.page(status, "Second factor", "platform-second-factor.jte", form);
    }

    /** A wrong code may be mended while the ticket is good; without one the password is asked for again. */
    private Reply secondFactor(Request in) {
        if (!in.sameOrigin()) {
            throw foreign();
        }
        Map<String, String> fields = fields(in);
        String to = own(fields.get("to"));
        String ticket = fields.getOrDefault("ticket", "");
        try {
            return arrived(in, to, accounts.secondFactor(in.caller(), ticket, fields.getOrDefault("code", "")));
        } catch (Problem refusal) {
            return refusal.code().equals("INVALID_TOKEN")
                    ? show(refusal.status(), Way.IN, new EntryForm(to, "", "", List.of(TOO_LATE)))
                    : asked(refusal.status(), new CodeForm(to, ticket, refusal.text()));
        }
    }

    private Supplier<Reply> refused(Way way, EntryForm form, Problem refusal) {
        List<String> faults = refusal.faults().isEmpty()
                ? List.of(refusal.text())
                : refusal.faults().stream().map(Fault::message).toList();
        return () -> show(refusal.status(), way, new EntryForm(form.to(), form.email(), form.name(), faults));
    }

    private Reply signOut(Request in) {
        if (!in.sameOrigin()) {
            throw foreign();
        }
        leave(in);
        return cookie.without(in, Reply.redirect(SIGN_IN));
    }

    /** Ends the session that the browser came with, whoever planted it there. */
    private void leave(Request in) {
        try {
            Caller before = in.visitor();
            if (before != null && before.kind() == Caller.Kind.USER) {
                accounts.leave(before);
            }
        } catch (Problem closed) {
            // Nothing to leave.
        }
    }

    private static Map<String, String> fields(Request in) {
        return FormBody.parse(new String(in.raw(), StandardCharsets.UTF_8));
    }

    private static Problem foreign() {
        return Problem.forbidden("FORBIDDEN", "This form was sent by a page of another site");
    }

    /** The path where it is a page of ours, else the board; browsers read a backslash as a slash. */
    private static String own(@Nullable String wanted) {
        boolean ours = wanted != null
                && Surface.PAGES.stream().anyMatch(page -> isBelow(page, wanted))
                && wanted.length() <= LONGEST_PATH
                && wanted.chars().noneMatch(c -> c <= ' ' || c == '\\' || c > '~');
        return ours ? String.valueOf(wanted) : HOME;
    }

    private static boolean isBelow(String page, String path) {
        return path.equals(page) || path.startsWith(page + "/") || path.startsWith(page + "?");
    }
}
