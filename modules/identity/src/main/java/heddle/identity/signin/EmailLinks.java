package heddle.identity.signin;

import heddle.identity.account.Account;
import heddle.identity.account.Accounts;
import heddle.identity.account.Addresses;
import heddle.identity.letter.Letters;
import heddle.identity.password.PasswordHasher;
import heddle.identity.password.PasswordRules;
import heddle.identity.proof.Proof;
import heddle.identity.proof.Proofs;
import heddle.identity.proof.Purpose;
import heddle.identity.session.SessionJson;
import heddle.identity.session.Sessions;
import heddle.identity.settings.AuthConfig;
import heddle.identity.settings.Redirects;
import heddle.identity.settings.Settings;
import heddle.kernel.Kernel;
import heddle.kernel.access.Caller;
import heddle.kernel.db.Tx;
import heddle.kernel.json.InstantText;
import heddle.kernel.json.Json;
import heddle.kernel.mail.TemplateName;
import heddle.kernel.problem.Fault;
import heddle.kernel.problem.Problem;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The links that travel by mail. Programs that scan mail open every link, so none of them is spent by being opened: a
 * link confirms an address as often as it is opened, and everything else wants a POST.
 */
public final class EmailLinks {
    private static final List<Purpose> CONFIRM_ADDRESS =
            List.of(Purpose.VERIFY_EMAIL, Purpose.CHANGE_EMAIL, Purpose.INVITE);
    private static final List<Purpose> SET_PASSWORD = List.of(Purpose.RESET_PASSWORD, Purpose.INVITE);

    private final Kernel kernel;
    private final Accounts accounts;
    private final Sessions sessions;
    private final Proofs proofs;
    private final Settings settings;
    private final Letters letters;
    private final SecurityNotices notices;
    private final OtherMeans means;
    private final Supplier<String> own;

    /**
     * @param own origin of our own pages
     */
    public EmailLinks(
            Kernel kernel,
            Accounts accounts,
            Sessions sessions,
            Proofs proofs,
            Settings settings,
            Letters letters,
            SecurityNotices notices,
            OtherMeans means,
            Supplier<String> own) {
        this.kernel = kernel;
        this.accounts = accounts;
        this.sessions = sessions;
        this.proofs = proofs;
        this.settings = settings;
        this.letters = letters;
        this.notices = notices;
        this.means = means;
        this.own = own;
    }

    /** Mails the link that confirms the address of a new account. */
    public void sendVerification(Tx tx, Account account) {
        sendConfirmation(tx, account, Purpose.VERIFY_EMAIL, String.valueOf(account.email()), TemplateName.VERIFICATION);
    }

    /** Invites somebody whose account an administrator made: the link sets the password. */
    public void sendInvite(Tx tx, Account account) {
        String email = String.valueOf(account.email());
        String target = Redirects.require(settings.config(account.realm()), null, own.get());
        Proof.Issued link = proofs.issue(tx, Purpose.INVITE, account.id(), email, Json.object());
        letters.mail(
                tx, account, email, TemplateName.INVITE, values(link(target, account.realm(), "invite", link), link));
    }

    /** Mails the link that confirms a new address to that address, and tells the old one. */
    public void sendEmailChange(Tx tx, Caller from, Account account, String newEmail) {
        proofs.end(tx, Purpose.CHANGE_EMAIL, newEmail);
        sendConfirmation(tx, account, Purpose.CHANGE_EMAIL, newEmail, TemplateName.EMAIL_CHANGE);
        notices.emailChangeAsked(tx, from, account, newEmail);
    }

    private void sendConfirmation(Tx tx, Account account, Purpose purpose, String address, TemplateName name) {
        Proof.Issued link = proofs.issue(tx, purpose, account.id(), address, Json.object());
        String url = Redirects.with(own.get() + "/v1/auth/verify", "token", link.token());
        letters.mail(tx, account, address, name, values(url, link));
    }

    /** Reminds the owner of an address, which somebody tried to sign up again, that there is an account. */
    void rememberPassword(Tx tx, Account known) {
        String email = known.email();
        if (email != null && proofs.maySend(tx, Purpose.RESET_PASSWORD, email)) {
            sendReset(tx, known, email, Redirects.require(settings.config(known.realm()), null, own.get()));
        }
    }

    /**
     * Confirms an address; the same link may be opened again until it is too old. An invitation stays good for the
     * password that it is still to set.
     */
    void verify(Caller from, String token) {
        Proof proof = CONFIRM_ADDRESS.stream()
                .flatMap(purpose -> proofs.find(purpose, token).stream())
                .findFirst()
                .orElseThrow(() -> Problem.badRequest("INVALID_TOKEN", "This link is not known"));
        Instant now = kernel.time().instant();
        if (proof.expired(now)) {
            throw Problem.of(410, "LINK_EXPIRED", "This link has expired; ask for a new one");
        }
        if (proof.usedAt() == null) {
            kernel.db().tx(from.in(proof.realm()), tx -> {
                Account old = accounts.lock(tx, String.valueOf(proof.accountId()));
                confirm(tx, from, old, proof, now);
                if (proof.purpose() != Purpose.INVITE) {
                    proofs.use(tx, proof);
                }
                return true;
            });
        }
    }

    private void confirm(Tx tx, Caller from, Account old, Proof proof, Instant now) {
        boolean current = proof.address().equals(old.email());
        if (current && proof.purpose() == Purpose.INVITE && old.emailVerified()) {
            return;
        }
        boolean asked =
                proof.purpose() == Purpose.CHANGE_EMAIL && proof.address().equals(old.pendingEmail());
        if (current || asked) {
            Account fresh =
                    old.draft().email(proof.address(), now).pendingEmail(null).at(now);
            accounts.save(
                    tx,
                    Sessions.actor(from, old),
                    "user.updated",
                    old,
                    fresh,
                    current ? List.of("email_verified") : List.of("email", "email_verified"));
        }
    }

    /** Mails a reset link where the address has an account; nobody is told whether. */
    void forgot(Caller from, String email, @Nullable String redirectTo) {
        String target = Redirects.require(settings.config(from.tenantId()), redirectTo, own.get());
        Addresses.email(email)
                .ifPresent(address -> kernel.db().tx(from, tx -> {
                    Optional<Account> account = accounts.byEmail(tx, address).filter(Account::active);
                    if (account.isPresent() && proofs.maySend(tx, Purpose.RESET_PASSWORD, address)) {
                        sendReset(tx, account.get(), address, target);
                    }
                    return true;
                }));
    }

    private void sendReset(Tx tx, Account account, String address, String target) {
        proofs.end(tx, Purpose.RESET_PASSWORD, address);
        Proof.Issued link = proofs.issue(tx, Purpose.RESET_PASSWORD, account.id(), address, Json.object());
        letters.mail(
                tx, account, address, TemplateName.RESET, values(link(target, account.realm(), "reset", link), link));
    }

    /**
     * Sets a new password with the link of a reset or an invitation, and ends every session. A password that is refused
     * does not spend the link; one that is taken ends all the others.
     *
     * @param hasher for the new password, which it hashes outside every transaction
     * @return sets it
     */
    Runnable reset(Caller from, PasswordHasher hasher, String token, String password) {
        Proof proof = proofs.require(SET_PASSWORD, token);
        AuthConfig config = settings.config(proof.realm());
        List<Fault> faults = PasswordRules.faults(config.passwordPolicy(), "password", password, proof.address());
        if (!faults.isEmpty()) {
            throw Problem.invalid(faults);
        }
        String hash = hasher.hash(password);
        Instant now = kernel.time().instant();
        return () -> kernel.db().tx(from.in(proof.realm()), tx -> {
            proofs.use(tx, proof);
            SET_PASSWORD.forEach(purpose -> proofs.end(tx, purpose, proof.address()));
            Account old = accounts.lock(tx, String.valueOf(proof.accountId()));
            boolean still = proof.address().equals(old.email());
            Account fresh = old.draft()
                    .passwordHash(hash)
                    .email(old.email(), still && old.emailVerifiedAt() == null ? now : old.emailVerifiedAt())
                    .at(now);
            Caller actor = Sessions.actor(from, old);
            accounts.save(tx, actor, "user.password_changed", old, fresh, List.of("password"));
            sessions.revoke(tx, old.id(), null, null, "password reset");
            if (still && !old.emailVerified()) {
                means.forget(tx, old.id());
            }
            notices.passwordChanged(tx, actor, fresh);
            return true;
        });
    }

    /** Mails a link to sign in with, and makes the account where signing up is open; nobody is told which. */
    void sendMagicLink(Caller from, String email, @Nullable String redirectTo) {
        AuthConfig config = settings.config(from.tenantId());
        requireMagicLinks(config);
        String target = Redirects.require(config, redirectTo, own.get());
        String address = Addresses.email(email)
                .orElseThrow(() -> Problem.invalid("email", "invalid_format", "Send an e-mail address"));
        kernel.db().tx(from, tx -> {
            Account account = accounts.byEmail(tx, address).orElse(null);
            if (account == null && config.signupEnabled() && accounts.hasPlace(tx, from.tenantId())) {
                Account blank = accounts.blank(from.tenantId(), heddle.identity.role.Role.AUTHENTICATED);
                account = blank.draft().email(address, null).at(blank.createdAt());
                accounts.add(tx, Sessions.actor(from, account), account);
            }
            if (account != null && account.active() && proofs.maySend(tx, Purpose.MAGIC_LINK, address)) {
                proofs.end(tx, Purpose.MAGIC_LINK, address);
                Proof.Issued link = proofs.issueWithCode(tx, Purpose.MAGIC_LINK, account.id(), address, Json.object());
                letters.mail(
                        tx,
                        account,
                        address,
                        TemplateName.MAGIC_LINK,
                        values(link(target, account.realm(), "magic_link", link), link));
            }
            return true;
        });
    }

    /** Signs in with the token of a link, or with the code of the mail. Either confirms the address. */
    SessionJson.Answer redeemMagicLink(Caller from, SignIn signIn, SignInJson.MagicLink shown, String client) {
        String token = shown.token();
        if (token != null) {
            Proof proof = proofs.require(Purpose.MAGIC_LINK, token);
            requireRealm(from, proof.realm());
            return kernel.db().tx(from.in(proof.realm()), tx -> {
                proofs.use(tx, proof);
                return enter(tx, from.in(proof.realm()), signIn, proof, client);
            });
        }
        if (shown.email() == null || shown.code() == null) {
            throw Problem.invalid("token", "required", "Send the token of the link, or email and code of the mail");
        }
        String address = Addresses.email(shown.email()).orElse("");
        Proof proof = proofs.redeemCode(from, Purpose.MAGIC_LINK, address, shown.code());
        return kernel.db().tx(from, tx -> enter(tx, from, signIn, proof, client));
    }

    private SessionJson.Answer enter(Tx tx, Caller from, SignIn signIn, Proof proof, String client) {
        requireMagicLinks(settings.config(proof.realm()));
        Instant now = kernel.time().instant();
        Account account = accounts.lock(tx, String.valueOf(proof.accountId()));
        SignIn.requireOpen(account);
        if (!account.emailVerified() && proof.address().equals(account.email())) {
            // Whoever signed up with this address before its owner came knows a password and may have left a passkey
            // or a factor: they end here.
            Account fresh = account.draft()
                    .email(account.email(), now)
                    .passwordHash(null)
                    .at(now);
            sessions.revoke(tx, account.id(), null, null, "address confirmed by another way");
            means.forget(tx, account.id());
            accounts.save(tx, Sessions.actor(from, account), "user.updated", account, fresh, List.of("email_verified"));
            account = fresh;
        }
        return signIn.admit(tx, from, account, new SignIn.Shown("magic_link", false, client));
    }

    private static void requireMagicLinks(AuthConfig config) {
        if (!config.methods().magicLink()) {
            throw Problem.forbidden("FORBIDDEN", "Signing in by mail is switched off here");
        }
    }

    /** A key speaks for one tenant; a link of another is not known to it. */
    static void requireRealm(Caller from, String realm) {
        if (!from.tenantId().isEmpty() && !from.tenantId().equals(realm)) {
            throw Problem.badRequest("INVALID_TOKEN", "This link or token is not known");
        }
    }

    /** Our own portal has to know the tenant and what the token is for; a tenant's site knows its own links. */
    private String link(String target, String realm, String type, Proof.Issued link) {
        String base = target.startsWith(own.get() + "/portal")
                ? Redirects.with(Redirects.with(target, "tenant", realm), "type", type)
                : target;
        return Redirects.with(base, "token", link.token());
    }

    private static Map<String, String> values(String url, Proof.Issued link) {
        return Map.of(
                "url", url,
                "token", link.token(),
                "code", link.code(),
                "expires", InstantText.of(link.proof().expiresAt()));
    }
}
