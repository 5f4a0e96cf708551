package heddle.identity.hub;

import heddle.identity.account.Account;
import heddle.identity.account.Accounts;
import heddle.identity.account.Addresses;
import heddle.identity.signin.SecurityNotices;
import heddle.kernel.access.Caller;
import heddle.kernel.db.Db;
import heddle.kernel.id.Ids;
import heddle.kernel.problem.Problem;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** What the Hub's people do with what is told of them. */
final class Profiles {
    private final Db db;
    private final Accounts accounts;
    private final HubPasswords passwords;
    private final TwoFactor factors;
    private final HubPeople people;
    private final SecurityNotices notices;
    private final Ids ids;
    private final InstantSource time;
    private final PhotoStore photos = new PhotoStore();

    Profiles(
            Db db,
            Accounts accounts,
            HubPasswords passwords,
            TwoFactor factors,
            HubPeople people,
            SecurityNotices notices,
            Ids ids,
            InstantSource time) {
        this.db = db;
        this.accounts = accounts;
        this.passwords = passwords;
        this.factors = factors;
        this.people = people;
        this.notices = notices;
        this.ids = ids;
        this.time = time;
    }

    HubJson.Profile get(Caller caller) {
        return db.tx(caller, tx -> people.profile(accounts.require(tx, caller.id()), factors.enabled(tx, caller.id())));
    }

    /**
     * @throws Problem 400 when nothing is to change, or a new address comes without the current password; 409 when the
     *     address is taken
     */
    HubJson.Profile change(Caller caller, HubJson.ChangeProfile wanted) {
        if (!wanted.name().present() && !wanted.email().present()) {
            throw Problem.invalid("", "required", "Send at least one of name and email");
        }
        String email = email(wanted);
        if (email != null) {
            passwords.requireCurrent(caller, wanted.currentPassword());
        }
        return db.tx(caller, tx -> {
            Account before = accounts.lock(tx, caller.id());
            List<String> members = new ArrayList<>();
            var draft = before.draft();
            String name = wanted.name().value();
            if (name != null && !name.strip().equals(before.name())) {
                draft.name(name.strip());
                members.add("name");
            }
            if (email != null && !email.equals(before.email())) {
                notices.emailChangeAsked(tx, caller, before, email);
                draft.email(email, null);
                members.add("email");
            }
            if (!members.isEmpty()) {
                accounts.save(tx, caller, "user.updated", before, draft.at(time.instant()), members);
            }
            return people.profile(accounts.require(tx, caller.id()), factors.enabled(tx, caller.id()));
        });
    }

    private static @Nullable String email(HubJson.ChangeProfile wanted) {
        String typed = wanted.email().value();
        if (typed == null) {
            return null;
        }
        return Addresses.email(typed)
                .orElseThrow(() -> Problem.invalid(
                        "email", "invalid_format", "email must be an e-mail address such as ada@example.com"));
    }

    /** Shows a picture of the caller from now on; the one before is gone. */
    String setPhoto(Caller caller, byte[] upload) {
        byte[] picture = Pictures.square(upload);
        return db.tx(caller, tx -> {
            Account before = accounts.lock(tx, caller.id());
            String id = ids.uuid();
            photos.replace(tx, id, caller.id(), picture, time.instant());
            ObjectNode data = before.appMetadata().deepCopy().put(HubPeople.PHOTO, id);
            Account after = before.draft().appMetadata(data).at(time.instant());
            accounts.save(tx, caller, "user.updated", before, after, List.of("photo"));
            return String.valueOf(people.photoUrl(after));
        });
    }

    byte[] photo(Caller caller, String id) {
        return db.tx(caller, tx -> photos.content(tx, Ids.asUuid(id).orElseThrow(Problem::notFound)))
                .orElseThrow(Problem::notFound);
    }
}
