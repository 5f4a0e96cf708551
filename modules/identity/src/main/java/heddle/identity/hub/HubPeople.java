package heddle.identity.hub;

import heddle.identity.account.Account;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Shows the Hub's people to its clients. */
final class HubPeople {
    /** The member of an account's application data that names its picture. */
    static final String PHOTO = "photo_id";

    private final Supplier<String> own;

    /**
     * @param own origin under which people reach this server
     */
    HubPeople(Supplier<String> own) {
        this.own = own;
    }

    HubJson.Person person(Account a) {
        return new HubJson.Person(a.id(), a.email(), a.name(), photoUrl(a), a.role(), HubJson.userType(a));
    }

    HubJson.Profile profile(Account a, boolean twoFactorEnabled) {
        return new HubJson.Profile(
                a.id(),
                a.email(),
                a.name(),
                a.role(),
                HubJson.status(a),
                photoUrl(a),
                twoFactorEnabled,
                a.lastSignInAt(),
                a.createdAt());
    }

    @Nullable
    String photoUrl(Account account) {
        String id = account.appMetadata().path(PHOTO).asString("");
        return id.isEmpty() ? null : own.get() + "/api/v1/profile/photo/" + id;
    }
}
