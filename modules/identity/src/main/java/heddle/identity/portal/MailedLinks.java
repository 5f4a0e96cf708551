package heddle.identity.portal;

import heddle.identity.page.Notice;
import heddle.identity.proof.Proof;
import heddle.identity.proof.Proofs;
import heddle.identity.proof.Purpose;
import heddle.identity.settings.Redirects;
import heddle.kernel.access.Realm;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Tells a mailed link that is good from one that leads nowhere, without spending it. */
final class MailedLinks {
    private static final String PORTAL = "/portal";
    private static final Map<String, List<Purpose>> PURPOSES = Map.of(
            "verify", List.of(Purpose.VERIFY_EMAIL, Purpose.CHANGE_EMAIL),
            "magic_link", List.of(Purpose.MAGIC_LINK),
            "reset", List.of(Purpose.RESET_PASSWORD),
            "invite", List.of(Purpose.INVITE));

    /** What to say instead, and with which status. */
    record Dead(int status, Notice notice) {}

    private final Proofs proofs;
    private final InstantSource time;

    MailedLinks(Proofs proofs, InstantSource time) {
        this.proofs = proofs;
        this.time = time;
    }

    /**
     * @param tenantId as far as the request names it
     * @return null for a link that is good
     */
    @Nullable
    Dead dead(@Nullable String type, String token, @Nullable String tenantId) {
        String word = type == null ? "" : type;
        Proof proof = PURPOSES.getOrDefault(word, List.of()).stream()
                .flatMap(purpose -> proofs.find(purpose, token).stream())
                .filter(found -> Realm.isTenant(found.realm()))
                .findFirst()
                .orElse(null);
        if (proof == null) {
            return new Dead(404, unknown(home(tenantId)));
        }
        // An address may be confirmed as often as the link is opened.
        boolean spent = proof.usedAt() != null && !word.equals("verify");
        return spent || proof.expired(time.instant()) ? new Dead(410, spent(word, home(proof.realm()))) : null;
    }

    private static Notice unknown(String home) {
        return new Notice(
                "This link is not known",
                "It may have been cut off on its way. Copy the whole link of the mail, or sign in and ask for a new one.",
                home,
                "Sign in");
    }

    private static Notice spent(String type, String home) {
        String forgot = home.equals(PORTAL) ? home : home + "#forgot";
        String title = "This link is not good any more";
        return switch (type) {
            case "magic_link" ->
                new Notice(
                        title,
                        "It was used already, a newer one was sent, or it is more than 15 minutes old. Ask for a new one"
                                + " on the next page.",
                        home,
                        "Sign in");
            case "invite" ->
                new Notice(
                        title,
                        "If you have set a password already, sign in with it. Otherwise have a link mailed to you that sets"
                                + " one.",
                        forgot,
                        "Set a password");
            case "verify" ->
                new Notice(
                        title,
                        "It is more than a day old. A link that sets a new password confirms your address as well.",
                        forgot,
                        "Mail me such a link");
            default ->
                new Notice(
                        title,
                        "It was used already, a newer one was sent, or it is more than an hour old.",
                        forgot,
                        "Ask for a new link");
        };
    }

    private static String home(@Nullable String tenantId) {
        return tenantId == null ? PORTAL : Redirects.with(PORTAL, "tenant", tenantId);
    }
}
