package heddle.identity.signin;

import heddle.identity.settings.AuthConfig;
import heddle.identity.settings.Settings;
import heddle.kernel.access.Caller;
import heddle.kernel.captcha.Captcha;
import heddle.kernel.http.RateLimits;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Keeps programs from knocking at the doors that are made for people. */
public final class Humans {
    private static final int TRIES = 30;
    private static final Duration WINDOW = Duration.ofMinutes(5);

    private final Settings settings;
    private final Captcha captcha;
    private final RateLimits limits;

    public Humans(Settings settings, Captcha captcha, RateLimits limits) {
        this.settings = settings;
        this.captcha = captcha;
        this.limits = limits;
    }

    /**
     * Before a way in is tried: 30 in five minutes from an address, and the captcha where the tenant asks for one.
     * Never called in a transaction of ours: the captcha's provider is asked over the network.
     *
     * @param door {@code signup}, {@code login} or {@code forgot}
     */
    void require(Caller from, String door, @Nullable String captchaToken) {
        if (!door.equals("login")) {
            limits.take("auth", from.ip(), TRIES, WINDOW);
        }
        AuthConfig.Captcha config = settings.config(from.tenantId()).captcha();
        if (config.protect().contains(door)) {
            Captcha.Provider.of(config.provider())
                    .ifPresent(provider -> captcha.require(
                            new Captcha.Account(provider, config.secret(), null), captchaToken, from.ip()));
        }
    }

    /** Counts a failed sign-in of an address, whoever it tried to be. */
    void failed(Caller from) {
        limits.take("login_failures", from.ip(), TRIES, WINDOW);
    }
}
