package heddle.identity.platform;

import java.util.List;

/**
 * What the forms to sign in and to sign up are filled with.
 *
 * @param to where to go afterwards, a path of ours
 * @param email what was typed before
 * @param name likewise
 * @param faults why it did not work before
 */
public record EntryForm(String to, String email, String name, List<String> faults) {
    public EntryForm {
        faults = List.copyOf(faults);
    }
}
