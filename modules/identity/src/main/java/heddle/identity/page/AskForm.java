package heddle.identity.page;

import org.jspecify.annotations.Nullable;

/**
 * The form that asks for a link by mail.
 *
 * @param action where the form is posted to
 * @param fault why it was not taken the last time, or null
 */
public record AskForm(String action, @Nullable String fault) {
    public static final String TEMPLATE = "ask-form.jte";
}
