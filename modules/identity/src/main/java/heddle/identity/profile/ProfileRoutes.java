package heddle.identity.profile;

import static heddle.kernel.access.Permission.SELF;
import static heddle.kernel.access.Permission.SELF_MFA;

import heddle.identity.account.AccountJson;
import heddle.kernel.http.Reply;
import heddle.kernel.http.Routes;
import java.util.function.Supplier;

/** A person's view of themselves, in the group Authentication. */
public final class ProfileRoutes {
    private static final String GROUP = "Authentication";
    private static final String ME = "/v1/auth/user";

    private final Profiles profiles;
    private final DataExport export;

    public ProfileRoutes(Profiles profiles, DataExport export) {
        this.profiles = profiles;
        this.export = export;
    }

    public void declare(Routes routes) {
        routes.get(ME, SELF_MFA)
                .group(GROUP)
                .summary("Get current user")
                .gives(200, AccountJson.Me.class)
                .to("Profiles.get", in -> Reply.ok(profiles.get(in.caller())));
        routes.patch(ME, SELF)
                .group(GROUP)
                .summary("Update current user")
                .takes(ProfileJson.Update.class)
                .gives(200, AccountJson.Me.class)
                .toPrepared("Profiles.update", in -> {
                    Supplier<AccountJson.Me> effect = profiles.update(in.caller(), in.body(ProfileJson.Update.class));
                    return () -> Reply.ok(effect.get());
                });
        routes.get("/v1/auth/me/export", SELF)
                .group(GROUP)
                .summary("Export user data")
                .gives(200)
                .to("DataExport.of", in -> Reply.ok(export.of(in.caller())).header("Cache-Control", "no-store"));
    }
}
