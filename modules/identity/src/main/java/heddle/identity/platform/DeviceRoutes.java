package heddle.identity.platform;

import static heddle.kernel.access.Permission.PUBLIC;

import heddle.kernel.http.RateLimits;
import heddle.kernel.http.Reply;
import heddle.kernel.http.Request;
import heddle.kernel.http.Routes;
import java.util.function.Supplier;

/** Logging in from a program that has no browser, over HTTP. The codes are the answer, so nothing is replayed. */
final class DeviceRoutes {
    private static final String GROUP = "Platform CLI";
    private static final int BEGUN_PER_MINUTE = 10;
    private static final int POLLS_PER_MINUTE = 60;

    private final DeviceLogins logins;
    private final RateLimits limits;
    private final Supplier<String> own;

    /**
     * @param own origin of our own pages
     */
    DeviceRoutes(DeviceLogins logins, RateLimits limits, Supplier<String> own) {
        this.logins = logins;
        this.limits = limits;
        this.own = own;
    }

    void declare(Routes routes) {
        routes.post("/api/device/code", PUBLIC)
                .group(GROUP)
                .summary("Begin a login that a person approves elsewhere")
                .takes(CliJson.Device.class)
                .gives(200, CliJson.DeviceCode.class)
                .reads()
                .to("DeviceLogins.begin", this::begin);
        routes.post("/api/device/token", PUBLIC)
                .group(GROUP)
                .summary("Ask whether the login was approved")
                .takes(CliJson.DeviceToken.class)
                .gives(200, CliJson.Exchanged.class)
                .reads()
                .to("DeviceLogins.poll", this::poll);
    }

    private Reply begin(Request in) {
        limits.take("device_code", in.caller().ip(), BEGUN_PER_MINUTE);
        String name = in.body(CliJson.Device.class).name();
        return Reply.ok(CliJson.of(logins.begin(in.caller(), name), own.get() + DevicePages.PATH));
    }

    private Reply poll(Request in) {
        limits.take("device_token", in.caller().ip(), POLLS_PER_MINUTE);
        String code = in.body(CliJson.DeviceToken.class).deviceCode();
        return Reply.ok(CliJson.of(logins.poll(in.caller(), code)));
    }
}
