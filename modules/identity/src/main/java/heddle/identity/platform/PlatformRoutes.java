package heddle.identity.platform;

import static heddle.kernel.access.Permission.PLATFORM_MEMBER;
import static heddle.kernel.access.Permission.PUBLIC;
import static heddle.kernel.access.Permission.SELF;

import heddle.contracts.Wallets;
import heddle.identity.account.Account;
import heddle.kernel.http.Reply;
import heddle.kernel.http.Request;
import heddle.kernel.http.Routes;
import java.util.List;
import java.util.function.Supplier;

/** Registering, signing in and out, and who is asking. */
public final class PlatformRoutes {
    private static final String GROUP = "Platform Accounts";
    private static final String SCOPE = "platform:";

    private final PlatformAccounts accounts;
    private final Wallets wallets;

    public PlatformRoutes(PlatformAccounts accounts, Wallets wallets) {
        this.accounts = accounts;
        this.wallets = wallets;
    }

    public void declare(Routes routes) {
        routes.get("/api/auth/status", PUBLIC)
                .group(GROUP)
                .summary("Tell whether anybody has registered")
                .gives(200, PlatformJson.Status.class)
                .to("PlatformAccounts.status", this::status);
        routes.post("/api/auth/register", PUBLIC)
                .group(GROUP)
                .summary("Register a platform account")
                .takes(PlatformJson.Register.class)
                .gives(201, PlatformJson.Session.class)
                .toPrepared("PlatformAccounts.register", this::register);
        routes.post("/api/auth/login", PUBLIC)
                .group(GROUP)
                .summary("Sign in to the platform")
                .takes(PlatformJson.Login.class)
                .gives(200, PlatformJson.Session.class)
                .toPrepared("PlatformAccounts.login", this::login);
        routes.post("/api/auth/mfa/complete", PUBLIC)
                .group(GROUP)
                .summary("Show the second factor of a sign-in")
                .takes(PlatformJson.SecondFactor.class)
                .gives(200, PlatformJson.Session.class)
                .to("PlatformAccounts.secondFactor", this::secondFactor);
        routes.post("/api/auth/refresh", PUBLIC)
                .group(GROUP)
                .summary("Refresh a platform session")
                .takes(PlatformJson.Refresh.class)
                .gives(200, PlatformJson.Refreshed.class)
                .to("PlatformAccounts.refresh", this::refresh);
        routes.post("/api/auth/logout", SELF)
                .group(GROUP)
                .summary("End one session or all")
                .takes(PlatformJson.Logout.class)
                .gives(200, PlatformJson.Message.class)
                .to("PlatformAccounts.logout", this::logout);
        routes.get("/api/auth/me", SELF)
                .group(GROUP)
                .summary("Get the signed-in account")
                .gives(200, PlatformJson.Me.class)
                .to("PlatformAccounts.me", this::me);
        routes.get("/api/whoami", PLATFORM_MEMBER)
                .group(GROUP)
                .summary("Tell whose session or key this is")
                .gives(200, PlatformJson.Whoami.class)
                .to("PlatformAccounts.tellSelf", this::whoami);
        routes.post("/api/whoami", PLATFORM_MEMBER)
                .group(GROUP)
                .summary("Tell whose session or key this is")
                .gives(200, PlatformJson.Whoami.class)
                .reads()
                .to("PlatformAccounts.whoami", this::whoami);
    }

    private Reply status(Request in) {
        return Reply.ok(new PlatformJson.Status(accounts.hasUsers(in.caller())));
    }

    private Supplier<Reply> register(Request in) {
        Supplier<PlatformAccounts.In> effect =
                accounts.register(in.caller(), in.body(PlatformJson.Register.class), PlatformAccounts.PROGRAM);
        return () -> Reply.created(PlatformJson.session(effect.get()));
    }

    private Supplier<Reply> login(Request in) {
        Supplier<PlatformAccounts.In> effect =
                accounts.login(in.caller(), in.body(PlatformJson.Login.class), PlatformAccounts.PROGRAM);
        return () -> Reply.ok(PlatformJson.session(effect.get()));
    }

    private Reply secondFactor(Request in) {
        PlatformJson.SecondFactor shown = in.body(PlatformJson.SecondFactor.class);
        return Reply.ok(PlatformJson.session(accounts.secondFactor(in.caller(), shown.mfaTicket(), shown.code())));
    }

    private Reply refresh(Request in) {
        String token = in.body(PlatformJson.Refresh.class).refreshToken();
        return Reply.ok(PlatformJson.refreshed(accounts.refresh(in.caller(), token)));
    }

    private Reply logout(Request in) {
        accounts.logout(in.caller(), in.body(PlatformJson.Logout.class).refreshToken());
        return Reply.ok(new PlatformJson.Message("Logged out"));
    }

    private Reply me(Request in) {
        return Reply.ok(PlatformJson.me(accounts.me(in.caller())));
    }

    private Reply whoami(Request in) {
        Account account = accounts.me(in.caller());
        List<String> scopes = in.caller().permissions().stream()
                .filter(p -> p.startsWith(SCOPE) && !p.equals("platform:member") && !p.equals("platform:admin"))
                .map(p -> p.substring(SCOPE.length()))
                .sorted()
                .toList();
        return Reply.ok(PlatformJson.whoami(account, wallets.balanceCents(account.id()), scopes));
    }
}
