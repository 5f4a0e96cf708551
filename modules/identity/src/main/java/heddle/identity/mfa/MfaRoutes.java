package heddle.identity.mfa;

import static heddle.kernel.access.Permission.MFA_CHECK;
import static heddle.kernel.access.Permission.PUBLIC;
import static heddle.kernel.access.Permission.SELF_MFA;
import static heddle.kernel.access.Permission.USERS_MANAGE;
import static heddle.kernel.access.Permission.USERS_READ;

import heddle.identity.session.SessionJson;
import heddle.kernel.http.Reply;
import heddle.kernel.http.Request;
import heddle.kernel.http.Routes;

/** Second factors over HTTP. */
public final class MfaRoutes {
    private static final String GROUP = "MFA";

    private final Mfa mfa;

    public MfaRoutes(Mfa mfa) {
        this.mfa = mfa;
    }

    public void declare(Routes routes) {
        own(routes, "/v1/auth/mfa", GROUP, "Mfa");
        signIn(routes);
        routes.get("/v1/users/{user_id}/mfa", USERS_READ)
                .group("Users")
                .summary("List user MFA factors")
                .givesList(MfaJson.View.class)
                .to("Mfa.listOf", this::listOf);
        routes.delete("/v1/users/{user_id}/mfa/{factor_id}", USERS_MANAGE)
                .group("Users")
                .summary("Remove a user's MFA factor")
                .gives(200, MfaJson.Unenrolled.class)
                .to("Mfa.removeOf", this::removeOf);
    }

    /**
     * What people do with their own factors, on the surface of their realm.
     *
     * @param below path of the routes
     * @param noun before the dot of their names
     */
    public void own(Routes routes, String below, String group, String noun) {
        routes.get(below + "/factors", SELF_MFA)
                .group(group)
                .summary("List MFA factors")
                .givesList(MfaJson.View.class)
                .to(noun + ".list", this::list);
        routes.post(below + "/enroll", SELF_MFA)
                .group(group)
                .summary("Enroll TOTP factor")
                .takes(MfaJson.Enroll.class)
                .gives(201, MfaJson.Enrolled.class)
                .to(noun + ".enroll", this::enroll);
        routes.post(below + "/verify", SELF_MFA)
                .group(group)
                .summary("Verify TOTP code")
                .takes(MfaJson.Verify.class)
                .gives(200, MfaJson.Verified.class)
                .to(noun + ".verify", this::verify);
        routes.delete(below + "/{factor_id}", SELF_MFA)
                .group(group)
                .summary("Unenroll MFA factor")
                .gives(200, MfaJson.Unenrolled.class)
                .to(noun + ".unenroll", this::unenroll);
    }

    private void signIn(Routes routes) {
        routes.post("/v1/auth/mfa/challenge", MFA_CHECK)
                .group(GROUP)
                .summary("Challenge MFA")
                .takes(MfaJson.Challenge.class)
                .gives(200, MfaJson.Challenged.class)
                .to("Mfa.challenge", this::challenge);
        routes.post("/v1/auth/mfa/complete", PUBLIC)
                .group(GROUP)
                .summary("Complete MFA login")
                .takes(MfaJson.Complete.class)
                .gives(200, SessionJson.Answer.class)
                .to("Mfa.complete", this::complete);
        routes.post("/v1/auth/mfa/recover", PUBLIC)
                .group(GROUP)
                .summary("MFA recovery")
                .takes(MfaJson.Recover.class)
                .gives(200, MfaJson.Recovered.class)
                .to("Mfa.recover", this::recover);
    }

    private Reply list(Request in) {
        return Reply.ok(mfa.list(in.caller()).stream().map(MfaJson::of).toList());
    }

    private Reply enroll(Request in) {
        String name = in.body(MfaJson.Enroll.class).friendlyName();
        return Reply.created(MfaJson.of(mfa.enroll(in.caller(), name)));
    }

    private Reply verify(Request in) {
        return Reply.ok(mfa.verify(in.caller(), in.body(MfaJson.Verify.class)));
    }

    private Reply unenroll(Request in) {
        mfa.unenroll(in.caller(), in.path("factor_id"));
        return Reply.ok(new MfaJson.Unenrolled(true));
    }

    private Reply challenge(Request in) {
        return Reply.ok(mfa.challenge(in.caller(), in.body(MfaJson.Challenge.class)));
    }

    private Reply complete(Request in) {
        return Reply.ok(mfa.complete(in.caller(), in.body(MfaJson.Complete.class)));
    }

    private Reply recover(Request in) {
        return Reply.ok(mfa.recover(in.caller(), in.body(MfaJson.Recover.class)));
    }

    private Reply listOf(Request in) {
        return Reply.ok(mfa.listOf(in.caller(), in.path("user_id")).stream()
                .map(MfaJson::of)
                .toList());
    }

    private Reply removeOf(Request in) {
        mfa.removeOf(in.caller(), in.path("user_id"), in.path("factor_id"));
        return Reply.ok(new MfaJson.Unenrolled(true));
    }
}
