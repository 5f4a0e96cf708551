package heddle.identity.page;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The form behind a mailed link, which sets a password.
 *
 * @param lead whom it is for
 * @param action where the form is posted to
 * @param token posted along, unless the action names it
 * @param name what the person is called, where the form asks for it
 * @param faults why it was not taken the last time
 */
public record LinkForm(
        String title,
        String lead,
        String action,
        @Nullable String token,
        @Nullable String name,
        String button,
        List<String> faults) {
    public static final String TEMPLATE = "link-form.jte";
}
