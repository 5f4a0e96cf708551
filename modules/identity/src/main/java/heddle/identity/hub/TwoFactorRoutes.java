package heddle.identity.hub;

import static heddle.kernel.access.Permission.PUBLIC;
import static heddle.kernel.access.Permission.SELF;

import heddle.kernel.access.Caller;
import heddle.kernel.http.Reply;
import heddle.kernel.http.Request;
import heddle.kernel.http.Routes;
import heddle.kernel.problem.Problem;

/** The second factor over HTTP. */
final class TwoFactorRoutes {
    private static final String GROUP = "Hub Second Factor";

    private final TwoFactor factors;
    private final HubSignIn signIn;
    private final HubPeople people;
    private final Cookies cookies;

    TwoFactorRoutes(TwoFactor factors, HubSignIn signIn, HubPeople people, Cookies cookies) {
        this.factors = factors;
        this.signIn = signIn;
        this.people = people;
        this.cookies = cookies;
    }

    void declare(Routes routes) {
        routes.get("/api/v1/auth/2fa/status", SELF)
                .group(GROUP)
                .summary("Tell whether the second factor is on")
                .gives(200, HubJson.FactorStatus.class)
                .to("TwoFactor.status", in -> Reply.ok(factors.status(in.caller())));
        routes.post("/api/v1/auth/2fa/setup", SELF)
                .group(GROUP)
                .summary("Get a secret and its QR code")
                .gives(200, HubJson.FactorSetup.class)
                .to("TwoFactor.setUp", in -> Reply.ok(factors.setUp(in.caller())));
        routes.post("/api/v1/auth/2fa/verify", PUBLIC)
                .group(GROUP)
                .summary("Confirm the second factor, or complete a sign-in with it")
                .takes(HubJson.Verify.class)
                .gives(200, HubJson.Verified.class)
                .setsCookies()
                .to("TwoFactor.verify", this::verify);
        routes.post("/api/v1/auth/2fa/disable", SELF)
                .group(GROUP)
                .summary("Turn the second factor off")
                .takes(HubJson.Disable.class)
                .gives(200, HubJson.Disabled.class)
                .to("TwoFactor.disable", this::disable);
        routes.get("/api/v1/auth/2fa/backup-codes", SELF)
                .group(GROUP)
                .summary("Count the backup codes, or get new ones with X-2FA-Code")
                .query("regenerate", "boolean", "Replace them; needs the header X-2FA-Code")
                .gives(200, HubJson.BackupCodes.class)
                .to("TwoFactor.backupCodes", this::backupCodes);
        routes.post("/api/v1/auth/2fa/backup-codes", SELF)
                .group(GROUP)
                .summary("Replace the backup codes")
                .takes(HubJson.Code.class)
                .gives(200, HubJson.BackupCodes.class)
                .to("TwoFactor.freshBackupCodes", this::freshBackupCodes);
    }

    private Reply verify(Request in) {
        HubJson.Verify shown = in.body(HubJson.Verify.class);
        TwoFactor.requireShape(shown.code());
        if (shown.token() != null) {
            HubSignIn.In entered = factors.complete(in.caller(), shown.token(), shown.code());
            HubJson.Verified view = new HubJson.Verified(
                    true,
                    null,
                    null,
                    people.person(entered.account()),
                    HubJson.userType(entered.account()),
                    entered.token(),
                    signIn.expires(entered));
            return cookies.withSession(in, Reply.ok(view), entered.token(), signIn.expires(entered));
        }
        Caller caller = NextAuthRoutes.caller(in);
        if (caller == null) {
            throw Problem.unauthorized("UNAUTHORIZED", "Send the pendingToken of the sign-in as token, or a session");
        }
        return Reply.ok(
                new HubJson.Verified(null, true, factors.confirm(caller, shown.code()), null, null, null, null));
    }

    private Reply disable(Request in) {
        HubJson.Disable shown = in.body(HubJson.Disable.class);
        TwoFactor.requireShape(shown.code());
        factors.disable(in.caller(), shown.code(), shown.password());
        return Reply.ok(new HubJson.Disabled(false));
    }

    private Reply backupCodes(Request in) {
        if (!in.flag("regenerate")) {
            return Reply.ok(factors.backupCodes(in.caller()));
        }
        String code = in.header("X-2FA-Code");
        if (code == null) {
            throw Problem.invalid("X-2FA-Code", "required", "Send a code of the second factor as X-2FA-Code");
        }
        TwoFactor.requireShape(code);
        return Reply.ok(factors.freshBackupCodes(in.caller(), code));
    }

    private Reply freshBackupCodes(Request in) {
        String code = in.body(HubJson.Code.class).code();
        TwoFactor.requireShape(code);
        return Reply.ok(factors.freshBackupCodes(in.caller(), code));
    }
}
