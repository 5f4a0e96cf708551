package heddle.identity.signin;

import heddle.identity.account.Account;
import heddle.identity.account.AccountDraft;
import heddle.identity.account.Accounts;
import heddle.identity.account.Addresses;
import heddle.identity.password.PasswordHasher;
import heddle.identity.password.PasswordRules;
import heddle.identity.role.Role;
import heddle.identity.session.SessionJson;
import heddle.identity.session.Sessions;
import heddle.identity.settings.AuthConfig;
import heddle.identity.settings.Settings;
import heddle.kernel.access.Caller;
import heddle.kernel.db.Db;
import heddle.kernel.db.Tx;
import heddle.kernel.problem.Fault;
import heddle.kernel.problem.Problem;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** New accounts: with a password, or as a guest who may become a member later. */
public final class SignUps {
    private static final int MAX_METADATA = 16_384;

    /** What an account is to begin with, checked. */
    record Wanted(String email, @Nullable String phone, String password, SignInJson.SignUp body) {}

    private final Db db;
    private final Accounts accounts;
    private final Settings settings;
    private final PasswordHasher hasher;
    private final Humans humans;
    private final EmailLinks links;
    private final SignIn signIn;
    private final InstantSource time;

    public SignUps(
            Db db,
            Accounts accounts,
            Settings settings,
            PasswordHasher hasher,
            Humans humans,
            EmailLinks links,
            SignIn signIn,
            InstantSource time) {
        this.db = db;
        this.accounts = accounts;
        this.settings = settings;
        this.hasher = hasher;
        this.humans = humans;
        this.links = links;
        this.signIn = signIn;
        this.time = time;
    }

    /**
     * Makes an account, or turns the guest who asks into a member who keeps everything. Asks the captcha's provider and
     * hashes outside every transaction.
     *
     * @return makes it, in one transaction, and gives the answer; empty where the tenant hides which addresses it knows
     *     and this one is known
     * @throws Problem 403 SIGNUP_DISABLED; 409 EMAIL_EXISTS or PHONE_EXISTS and 402 in the second step
     */
    Supplier<Optional<SessionJson.Answer>> prepare(Caller from, SignInJson.SignUp body, String client) {
        AuthConfig config = settings.config(from.tenantId());
        requireOpen(config);
        Wanted wanted = check(config, body);
        humans.require(from, "signup", body.turnstileToken());
        String hash = hasher.hash(wanted.password());
        return () -> db.tx(from, tx -> {
            Account known = config.enumerationProtection()
                    ? accounts.byEmail(tx, wanted.email()).orElse(null)
                    : null;
            if (config.enumerationProtection()) {
                accounts.requirePlace(tx, from.tenantId());
            }
            if (known != null) {
                links.rememberPassword(tx, known);
                return Optional.empty();
            }
            SessionJson.Answer answer = made(tx, from, config, wanted, hash, client);
            return config.enumerationProtection() && answer.accessToken() == null
                    ? Optional.empty()
                    : Optional.of(answer);
        });
    }

    private SessionJson.Answer made(Tx tx, Caller from, AuthConfig config, Wanted wanted, String hash, String client) {
        Account account = member(tx, from, wanted, hash);
        links.sendVerification(tx, account);
        return config.requireEmailVerification()
                ? SessionJson.unverified(account)
                : signIn.admit(tx, from, account, new SignIn.Shown("password", false, client));
    }

    /** A guest with a session, to be made a member later. */
    SessionJson.Answer guest(Caller from) {
        AuthConfig config = settings.config(from.tenantId());
        requireOpen(config);
        if (!config.methods().anonymous()) {
            throw Problem.forbidden("FORBIDDEN", "Guests are switched off here");
        }
        humans.require(from, "guest", null);
        return db.tx(from, tx -> {
            Account blank = accounts.blank(from.tenantId(), Role.ANONYMOUS);
            Account guest = blank.draft().anonymous(true).at(blank.createdAt());
            accounts.add(tx, Sessions.actor(from, guest), guest);
            return signIn.admit(tx, from, guest, new SignIn.Shown("anonymous", false, "api"));
        });
    }

    private Account member(Tx tx, Caller from, Wanted wanted, String hash) {
        String guestId = from.kind() == Caller.Kind.USER ? from.id() : null;
        Account guest = guestId == null ? null : accounts.lock(tx, guestId);
        if (guest != null && guest.isAnonymous()) {
            Account member = drafted(guest, wanted, hash).at(time.instant());
            return accounts.save(
                    tx, Sessions.actor(from, member), "user.updated", guest, member, List.of("email", "is_anonymous"));
        }
        Account blank = accounts.blank(from.tenantId(), Role.AUTHENTICATED);
        Account account = drafted(blank, wanted, hash).at(blank.createdAt());
        return accounts.add(tx, Sessions.actor(from, account), account);
    }

    private static AccountDraft drafted(Account base, Wanted wanted, String hash) {
        AccountDraft draft = base.draft()
                .email(wanted.email(), null)
                .phone(wanted.phone(), null)
                .passwordHash(hash)
                .role(Role.AUTHENTICATED)
                .anonymous(false);
        return wanted.body().userMetadata() == null
                ? draft
                : draft.userMetadata(wanted.body().userMetadata());
    }

    private static void requireOpen(AuthConfig config) {
        if (!config.signupEnabled()) {
            throw Problem.forbidden("SIGNUP_DISABLED", "Signing up is closed here; ask for an invitation");
        }
    }

    private static Wanted check(AuthConfig config, SignInJson.SignUp body) {
        List<Fault> faults = new ArrayList<>();
        Optional<String> email = Addresses.email(body.email());
        if (email.isEmpty()) {
            faults.add(new Fault("email", "invalid_format", "Send an e-mail address"));
        }
        Optional<String> phone = body.phone() == null ? Optional.empty() : Addresses.phone(body.phone());
        if (body.phone() != null && phone.isEmpty()) {
            faults.add(new Fault("phone", "invalid_format", "Send a number such as +15551234567"));
        }
        faults.addAll(PasswordRules.faults(config.passwordPolicy(), "password", body.password(), email.orElse(null)));
        if (body.userMetadata() != null && body.userMetadata().toString().length() > MAX_METADATA) {
            faults.add(new Fault("user_metadata", "too_long", "Send at most " + MAX_METADATA + " characters"));
        }
        if (!faults.isEmpty()) {
            throw Problem.invalid(faults);
        }
        return new Wanted(email.orElseThrow(), phone.orElse(null), body.password(), body);
    }
}
