package heddle.identity.portal;

import heddle.identity.settings.AuthConfig;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the portal's template is filled with.
 *
 * @param tenantId empty when nothing names the tenant yet
 * @param own address of the portal itself, where links of mails lead back to
 * @param captcha null where no form asks for one
 */
public record PortalPage(
        String tenantId,
        String name,
        String own,
        boolean signUp,
        boolean password,
        boolean magicLink,
        boolean passkey,
        boolean phone,
        List<ProviderLink> providers,
        @Nullable CaptchaWidget captcha) {

    /** Asks for an address, which tells the tenant. */
    static PortalPage nameless(String own) {
        return new PortalPage("", "your account", own, false, false, false, false, false, List.of(), null);
    }

    static PortalPage of(String tenantId, String name, String own, AuthConfig config) {
        AuthConfig.Methods methods = config.methods();
        return new PortalPage(
                tenantId,
                name,
                own,
                config.signupEnabled() && methods.password(),
                methods.password(),
                methods.magicLink(),
                methods.passkey(),
                methods.phoneOtp(),
                ProviderLink.of(config, tenantId, own),
                CaptchaWidget.of(config.captcha()));
    }

    /** Whether there are ways in beside the form. */
    public boolean otherWays() {
        return passkey || phone || !providers.isEmpty();
    }

    /**
     * Whether the form of this door asks for a captcha.
     *
     * @param door {@code login}, {@code signup} or {@code forgot}
     */
    public boolean guards(String door) {
        return captcha != null && captcha.doors().contains(door);
    }
}
