package heddle.identity.portal;

import heddle.identity.settings.AuthConfig;
import heddle.kernel.captcha.Captcha;
import heddle.kernel.page.Pages;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The widget that a captcha's provider draws into a page.
 *
 * @param global what its script is called in the page
 * @param doors the forms that ask for its answer
 * @param policy what the page may load for it
 */
public record CaptchaWidget(String script, String global, String siteKey, List<String> doors, String policy) {

    /** What the tenant has set up, or null when no form of the portal asks for a captcha. */
    static @Nullable CaptchaWidget of(AuthConfig.Captcha config) {
        List<String> doors =
                config.protect().stream().filter(door -> !door.equals("form")).toList();
        Captcha.Provider provider = Captcha.Provider.of(config.provider()).orElse(null);
        if (provider == null || config.siteKey().isEmpty() || doors.isEmpty()) {
            return null;
        }
        return switch (provider) {
            case TURNSTILE ->
                new CaptchaWidget(
                        "https://challenges.cloudflare.com/turnstile/v0/api.js?render=explicit",
                        "turnstile",
                        config.siteKey(),
                        doors,
                        Pages.policyWith("https://challenges.cloudflare.com", List.of("script-src", "frame-src")));
            case HCAPTCHA ->
                new CaptchaWidget(
                        "https://js.hcaptcha.com/1/api.js?render=explicit",
                        "hcaptcha",
                        config.siteKey(),
                        doors,
                        Pages.policyWith(
                                "https://hcaptcha.com https://*.hcaptcha.com",
                                List.of("script-src", "frame-src", "style-src", "connect-src")));
        };
    }
}
