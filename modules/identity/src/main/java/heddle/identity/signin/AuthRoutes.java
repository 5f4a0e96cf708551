package heddle.identity.signin;

import static heddle.kernel.access.Permission.PUBLIC;
import static heddle.kernel.access.Permission.SIGN_IN;

import heddle.identity.session.SessionJson;
import heddle.kernel.access.Caller;
import heddle.kernel.access.Realm;
import heddle.kernel.http.Reply;
import heddle.kernel.http.Request;
import heddle.kernel.http.Routes;
import heddle.kernel.problem.Problem;
import java.util.Optional;
import java.util.function.Supplier;

/** The ways in of the group Authentication. */
public final class AuthRoutes {
    private static final String GROUP = "Authentication";
    private static final String API = "api";
    static final String ASKED = "If this address can be used here, a message is on its way";

    private final Doors doors;

    public AuthRoutes(Doors doors) {
        this.doors = doors;
    }

    public void declare(Routes routes) {
        routes.post("/v1/auth/signup", SIGN_IN)
                .group(GROUP)
                .summary("Sign up")
                .takes(SignInJson.SignUp.class)
                .gives(201, SessionJson.Answer.class)
                .also(200, SignInJson.Message.class)
                .toPrepared("SignUps.prepare", this::signUp);
        routes.post("/v1/auth/login", SIGN_IN)
                .group(GROUP)
                .summary("Log in")
                .takes(SignInJson.Login.class)
                .gives(200, SessionJson.Answer.class)
                .toPrepared("PasswordSignIn.prepare", this::login);
        routes.post("/v1/auth/anonymous", SIGN_IN)
                .group(GROUP)
                .summary("Create anonymous session")
                .gives(200, SessionJson.Answer.class)
                .to("SignUps.guest", in -> secret(Reply.ok(doors.signUps().guest(in.caller()))));
        routes.post("/v1/auth/refresh", PUBLIC)
                .group(GROUP)
                .summary("Refresh tokens")
                .takes(SignInJson.RefreshAsk.class)
                .gives(200, SessionJson.Answer.class)
                .to("Refresh.run", this::refresh);
        routes.post("/v1/auth/logout", PUBLIC)
                .group(GROUP)
                .summary("Log out")
                .takes(SignInJson.Logout.class)
                .gives(200, SignInJson.Message.class)
                .to("SignOut.run", this::logout);
        declareLinks(routes);
        declareCodes(routes);
    }

    private void declareLinks(Routes routes) {
        routes.get("/v1/auth/verify", PUBLIC)
                .group(GROUP)
                .summary("Verify email (GET)")
                .query("token", "string", "The token of the mail")
                .query("type", "string", "signup, email_change or invite")
                .gives(200, SignInJson.Verified.class)
                .to("EmailLinks.open", this::openVerification);
        routes.post("/v1/auth/verify", PUBLIC)
                .group(GROUP)
                .summary("Verify email")
                .takes(SignInJson.Token.class)
                .gives(200, SignInJson.Verified.class)
                .to("EmailLinks.verify", in -> {
                    doors.links()
                            .verify(in.caller(), in.body(SignInJson.Token.class).token());
                    return Reply.ok(new SignInJson.Verified(true));
                });
        routes.post("/v1/auth/forgot-password", SIGN_IN)
                .group(GROUP)
                .summary("Request password reset")
                .takes(SignInJson.EmailAsk.class)
                .gives(200, SignInJson.Message.class)
                .toPrepared("EmailLinks.forgot", in -> forgot(in, in.caller()));
        routes.post("/v1/auth/reset-password", SIGN_IN)
                .group(GROUP)
                .summary("Reset password")
                .takes(SignInJson.Reset.class)
                .gives(200, SignInJson.PasswordReset.class)
                .toPrepared("EmailLinks.reset", in -> reset(in, new SignInJson.PasswordReset(true)));
        routes.post("/v1/auth/magic-link", SIGN_IN)
                .group(GROUP)
                .summary("Send magic link")
                .takes(SignInJson.EmailAsk.class)
                .gives(200, SignInJson.Message.class)
                .toPrepared("EmailLinks.sendMagicLink", in -> magicLink(in, in.caller()));
        routes.post("/v1/auth/magic-link/verify", SIGN_IN)
                .group(GROUP)
                .summary("Verify magic link")
                .takes(SignInJson.MagicLink.class)
                .gives(200, SessionJson.Answer.class)
                .to("EmailLinks.redeemMagicLink", in -> redeem(in, in.caller(), API));
    }

    private void declareCodes(Routes routes) {
        routes.post("/v1/auth/otp/send", SIGN_IN)
                .group(GROUP)
                .summary("Send SMS OTP")
                .takes(SignInJson.Phone.class)
                .gives(200, SignInJson.Message.class)
                .to("PhoneCodes.send", in -> sendCode(in, in.caller()));
        routes.post("/v1/auth/otp/verify", SIGN_IN)
                .group(GROUP)
                .summary("Verify OTP")
                .takes(SignInJson.PhoneCode.class)
                .gives(200, SessionJson.Answer.class)
                .to("PhoneCodes.verify", in -> verifyCode(in, in.caller(), API));
    }

    private Supplier<Reply> signUp(Request in) {
        return signUp(in, in.caller(), API);
    }

    Supplier<Reply> signUp(Request in, Caller from, String client) {
        Supplier<Optional<SessionJson.Answer>> effect =
                doors.signUps().prepare(from, in.body(SignInJson.SignUp.class), client);
        return () -> effect.get()
                .map(answer -> secret(Reply.created(answer)))
                .orElseGet(() -> Reply.ok(new SignInJson.Message(ASKED)));
    }

    private Supplier<Reply> login(Request in) {
        return login(in, in.caller(), API);
    }

    Supplier<Reply> login(Request in, Caller from, String client) {
        SignInJson.Login body = in.body(SignInJson.Login.class);
        Supplier<SessionJson.Answer> effect =
                doors.passwords().prepare(from, body.email(), body.password(), body.turnstileToken(), client);
        return () -> secret(Reply.ok(effect.get()));
    }

    private Reply refresh(Request in) {
        SignInJson.RefreshAsk body = in.body(SignInJson.RefreshAsk.class);
        if (body.authCode() != null) {
            return secret(Reply.ok(doors.codes().redeem(in.caller(), body.authCode(), body.codeVerifier())));
        }
        if (body.refreshToken() == null) {
            throw Problem.invalid("refresh_token", "required", "Send refresh_token");
        }
        return secret(
                Reply.ok(SessionJson.granted(doors.refresh().run(in.caller(), body.refreshToken(), Realm::isTenant))));
    }

    private Reply logout(Request in) {
        doors.signOut().run(in, in.body(SignInJson.Logout.class).refreshToken());
        return Reply.ok(new SignInJson.Message("Signed out"));
    }

    /** A browser is shown a page whose button confirms; a program gets what it asked for. */
    private Reply openVerification(Request in) {
        String token = in.query("token");
        if (token == null || token.isEmpty()) {
            throw Problem.invalid("token", "required", "Send the token of the mail");
        }
        String accept = in.header("Accept");
        if (accept != null && accept.contains("text/html")) {
            return Reply.redirect(doors.portal(token, "verify"));
        }
        doors.links().verify(in.caller(), token);
        return Reply.ok(new SignInJson.Verified(true));
    }

    Supplier<Reply> forgot(Request in, Caller from) {
        SignInJson.EmailAsk body = in.body(SignInJson.EmailAsk.class);
        doors.humans().require(from, "forgot", body.turnstileToken());
        return () -> {
            doors.links().forgot(from, body.email(), body.redirectTo());
            return Reply.ok(new SignInJson.Message(ASKED));
        };
    }

    Supplier<Reply> reset(Request in, Record done) {
        SignInJson.Reset body = in.body(SignInJson.Reset.class);
        Runnable effect = doors.links().reset(in.caller(), doors.hasher(), body.token(), body.password());
        return () -> {
            effect.run();
            return Reply.ok(done);
        };
    }

    Supplier<Reply> magicLink(Request in, Caller from) {
        SignInJson.EmailAsk body = in.body(SignInJson.EmailAsk.class);
        doors.humans().require(from, "magic-link", body.turnstileToken());
        return () -> {
            doors.links().sendMagicLink(from, body.email(), body.redirectTo());
            return Reply.ok(new SignInJson.Message(ASKED));
        };
    }

    Reply redeem(Request in, Caller from, String client) {
        doors.humans().require(from, "verify", null);
        return secret(Reply.ok(
                doors.links().redeemMagicLink(from, doors.signIn(), in.body(SignInJson.MagicLink.class), client)));
    }

    Reply sendCode(Request in, Caller from) {
        doors.humans().require(from, "otp", null);
        doors.phones().send(from, in.body(SignInJson.Phone.class).phone());
        return Reply.ok(new SignInJson.Message(ASKED));
    }

    Reply verifyCode(Request in, Caller from, String client) {
        SignInJson.PhoneCode body = in.body(SignInJson.PhoneCode.class);
        return secret(Reply.ok(doors.phones().verify(from, body.phone(), body.code(), client)));
    }

    static Reply secret(Reply reply) {
        return reply.header("Cache-Control", "no-store");
    }
}
