package heddle.identity.platform;

import static heddle.kernel.access.Permission.PLATFORM_MEMBER;
import static heddle.kernel.access.Permission.PUBLIC;
import static heddle.kernel.access.Permission.SELF;

import heddle.identity.proof.Purpose;
import heddle.kernel.http.RateLimits;
import heddle.kernel.http.Reply;
import heddle.kernel.http.Request;
import heddle.kernel.http.Routes;

/** Logging in and out from a terminal. */
final class CliRoutes {
    private static final String GROUP = "Platform CLI";
    private static final int EXCHANGES_PER_MINUTE = 5;

    private final CliLogins logins;
    private final PlatformKeys keys;
    private final RateLimits limits;

    CliRoutes(CliLogins logins, PlatformKeys keys, RateLimits limits) {
        this.logins = logins;
        this.keys = keys;
        this.limits = limits;
    }

    void declare(Routes routes) {
        routes.post("/api/cli/code", SELF)
                .group(GROUP)
                .summary("Get a code to type into a terminal")
                .gives(200, CliJson.Code.class)
                .to("CliLogins.code", this::code);
        routes.post("/api/cli/exchange", PUBLIC)
                .group(GROUP)
                .summary("Exchange a code for a key")
                .takes(CliJson.Exchange.class)
                .gives(200, CliJson.Exchanged.class)
                .to("CliLogins.exchange", this::exchange);
        routes.post("/api/cli/logout", PLATFORM_MEMBER)
                .group(GROUP)
                .summary("Revoke the key that calls")
                .gives(200, CliJson.Done.class)
                .to("PlatformKeys.revokeSelf", in -> {
                    keys.revokeSelf(in.caller());
                    return Reply.ok(new CliJson.Done(true));
                });
    }

    private Reply code(Request in) {
        String code = logins.code(in.caller(), in.caller().id());
        return Reply.ok(new CliJson.Code(code, Purpose.CLI_CODE.lifetime().toSeconds()));
    }

    private Reply exchange(Request in) {
        limits.take("cli_exchange", in.caller().ip(), EXCHANGES_PER_MINUTE);
        CliJson.Exchange wanted = in.body(CliJson.Exchange.class);
        return Reply.ok(CliJson.of(logins.exchange(in.caller(), wanted.code(), wanted.name())));
    }
}
