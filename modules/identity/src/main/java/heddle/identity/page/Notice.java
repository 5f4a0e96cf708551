package heddle.identity.page;

/**
 * A page that says one thing, and where to go on from there.
 *
 * @param href where the one button leads
 * @param label what the button says
 */
public record Notice(String title, String text, String href, String label) {
    public static final String TEMPLATE = "notice.jte";
}
