package heddle.identity.hub;

import static heddle.kernel.access.Permission.PUBLIC;

import heddle.identity.page.AskForm;
import heddle.identity.page.LinkForm;
import heddle.identity.page.Notice;
import heddle.kernel.access.Realm;
import heddle.kernel.http.FormBody;
import heddle.kernel.http.Reply;
import heddle.kernel.http.Request;
import heddle.kernel.http.Routes;
import heddle.kernel.json.Json;
import heddle.kernel.json.RecordReader;
import heddle.kernel.page.Pages;
import heddle.kernel.problem.Fault;
import heddle.kernel.problem.Problem;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * The pages behind the links in mails to the Hub's people. Programs that look through mail open every link, so opening a
 * page spends nothing; sending its form does.
 */
final class MailedPages {
    static final String RESET = "/hub/password";
    static final String INVITE = "/hub/invite/";
    private static final String ASK = "/hub/password/link";
    private static final String SIGN_IN = "/api/auth/signin";
    private static final String FORM = "application/x-www-form-urlencoded";
    private static final String GROUP = "Pages";

    private final HubPasswords passwords;
    private final Invitations invitations;
    private final Newcomers newcomers;
    private final HubSignIn signIn;
    private final Cookies cookies;
    private final Pages pages = new Pages("heddle.identity.portal.view");

    MailedPages(
            HubPasswords passwords, Invitations invitations, Newcomers newcomers, HubSignIn signIn, Cookies cookies) {
        this.passwords = passwords;
        this.invitations = invitations;
        this.newcomers = newcomers;
        this.signIn = signIn;
        this.cookies = cookies;
    }

    void declare(Routes routes) {
        routes.get(RESET, PUBLIC)
                .group(GROUP)
                .summary("The page that asks for a new password, or for a link to set one with")
                .query("token", "string", "The token of the mail")
                .produces("text/html")
                .to("HubPasswords.page", this::resetPage);
        routes.post(RESET, PUBLIC)
                .group(GROUP)
                .summary("Set the password with a mailed link (form)")
                .consumes(FORM)
                .takesTree()
                .produces("text/html")
                .to("HubPasswords.reset", this::reset);
        routes.post(ASK, PUBLIC)
                .group(GROUP)
                .summary("Ask for a link that sets a new password (form)")
                .consumes(FORM)
                .takesTree()
                .produces("text/html")
                .to("HubPasswords.ask", this::ask);
        routes.get(INVITE + "{token}", PUBLIC)
                .group(GROUP)
                .summary("The page to accept an invitation at")
                .produces("text/html")
                .to("Invitations.page", this::invitationPage);
        routes.post(INVITE + "{token}", PUBLIC)
                .group(GROUP)
                .summary("Accept an invitation (form)")
                .consumes(FORM)
                .takesTree()
                .produces("text/html")
                .setsCookies()
                .to("Newcomers.accept", this::accept);
    }

    private Reply resetPage(Request in) {
        String token = in.query("token");
        if (token == null || token.isEmpty()) {
            return askPage(200, null);
        }
        try {
            return resetForm(200, token, passwords.find(token).address(), List.of());
        } catch (Problem refused) {
            return deadLink(refused);
        }
    }

    private Reply reset(Request in) {
        Map<String, String> fields = fields(in);
        String token = fields.getOrDefault("token", "");
        try {
            String address = passwords.find(token).address();
            try {
                passwords.reset(in.caller(), read(fields, token, HubJson.Reset.class));
            } catch (Problem refused) {
                if (refused.faults().isEmpty()) {
                    throw refused;
                }
                return resetForm(refused.status(), token, address, texts(refused));
            }
        } catch (Problem refused) {
            return deadLink(refused);
        }
        return notice(
                200,
                new Notice(
                        "Your password is set",
                        "You were signed out everywhere else. Sign in with the new password.",
                        SIGN_IN,
                        "Sign in"));
    }

    private Reply ask(Request in) {
        String email = fields(in).getOrDefault("email", "");
        try {
            passwords.ask(
                    in.caller(),
                    read(Map.of("email", email), null, HubJson.ResetRequest.class)
                            .email(),
                    null);
        } catch (Problem refused) {
            return askPage(refused.status(), String.join(" ", texts(refused)));
        }
        return notice(
                200,
                new Notice(
                        "Look into your mail",
                        "If this address has an account here, a link is on its way. It is good for an hour.",
                        SIGN_IN,
                        "Back to sign in"));
    }

    private Reply invitationPage(Request in) {
        try {
            return invitationForm(200, in, null, List.of());
        } catch (Problem refused) {
            return deadInvitation(refused);
        }
    }

    private Reply accept(Request in) {
        Map<String, String> fields = fields(in);
        if (in.crossSite()) {
            throw Problem.forbidden("FORBIDDEN", "A page of another site may sign nobody in here");
        }
        try {
            HubSignIn.In member = newcomers.accept(in.caller(), read(fields, in.path("token"), HubJson.Accept.class));
            Notice notice = new Notice(
                    "Welcome, " + member.account().name(),
                    "Your account is made, and you are signed in.",
                    "/",
                    "Go on");
            return cookies.withSession(in, notice(200, notice), member.token(), signIn.expires(member));
        } catch (Problem refused) {
            try {
                return refused.faults().isEmpty()
                        ? deadInvitation(refused)
                        : invitationForm(refused.status(), in, fields.get("name"), texts(refused));
            } catch (Problem gone) {
                return deadInvitation(gone);
            }
        }
    }

    private Reply resetForm(int status, String token, String address, List<String> faults) {
        LinkForm form =
                new LinkForm("Choose a new password", "For " + address, RESET, token, null, "Set password", faults);
        return pages.page(status, form.title(), LinkForm.TEMPLATE, form);
    }

    private Reply invitationForm(int status, Request in, @Nullable String name, List<String> faults) {
        Invitation found = invitations.find(in.caller().in(Realm.STAFF), in.path("token"));
        LinkForm form = new LinkForm(
                "Join the staff",
                found.inviter() + " invites " + found.email() + " as "
                        + found.role().name(),
                INVITE + in.path("token"),
                null,
                name == null ? found.name() : name,
                "Join",
                faults);
        // Without a referrer a browser posts the form from the origin "null", which could be anybody's.
        return pages.page(status, form.title(), LinkForm.TEMPLATE, form).header("Referrer-Policy", "same-origin");
    }

    private Reply askPage(int status, @Nullable String fault) {
        return pages.page(status, "Set a new password", AskForm.TEMPLATE, new AskForm(ASK, fault));
    }

    private Reply deadLink(Problem refused) {
        boolean unknown = refused.code().equals("INVALID_TOKEN");
        if (!unknown && refused.status() != 409 && refused.status() != 410) {
            throw refused;
        }
        return notice(
                unknown ? 404 : 410,
                new Notice(
                        unknown ? "This link is not known" : "This link is not good any more",
                        unknown
                                ? "It may have been cut off on its way. Copy the whole link of the mail, or ask for a new one."
                                : "It was used already, a newer one was sent, or it is more than an hour old."
                                        + " Ask for a new one.",
                        RESET,
                        "Ask for a new link"));
    }

    private Reply deadInvitation(Problem refused) {
        if (refused.status() == 404) {
            return notice(
                    404,
                    new Notice(
                            "This invitation is not known",
                            "It may have been cut off on its way, or was sent again since. Open the newest mail, or ask"
                                    + " whoever invited you.",
                            SIGN_IN,
                            "Sign in"));
        }
        if (refused.status() != 409) {
            throw refused;
        }
        boolean accepted = "ACCEPTED".equals(refused.members().get("status"));
        return notice(
                410,
                accepted
                        ? new Notice(
                                "This invitation was accepted",
                                "Sign in with the password that you chose then.",
                                SIGN_IN,
                                "Sign in")
                        : new Notice(
                                "This invitation is not good any more",
                                refused.text() + ". Whoever invited you can send it again.",
                                SIGN_IN,
                                "Sign in"));
    }

    private Reply notice(int status, Notice notice) {
        return pages.page(status, notice.title(), Notice.TEMPLATE, notice);
    }

    /** What the form holds as the record of the API, judged by the same rules. */
    private static <T extends Record> T read(Map<String, String> fields, @Nullable String token, Class<T> type) {
        ObjectNode node = Json.object();
        fields.forEach(node::put);
        if (token != null) {
            node.put("token", token);
        }
        return RecordReader.read(node, type);
    }

    private static List<String> texts(Problem refused) {
        return refused.faults().isEmpty()
                ? List.of(refused.text())
                : refused.faults().stream().map(Fault::message).distinct().toList();
    }

    private static Map<String, String> fields(Request in) {
        if (!in.contentType().equals(FORM)) {
            throw Problem.of(415, "UNSUPPORTED_MEDIA_TYPE", "Send the form of the page");
        }
        return FormBody.parse(new String(in.raw(), StandardCharsets.UTF_8));
    }
}
