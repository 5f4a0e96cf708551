package heddle.identity.signin;

import heddle.identity.account.Account;
import heddle.identity.account.Accounts;
import heddle.identity.account.Addresses;
import heddle.identity.letter.Letters;
import heddle.identity.proof.Proof;
import heddle.identity.proof.Proofs;
import heddle.identity.proof.Purpose;
import heddle.identity.role.Role;
import heddle.identity.session.SessionJson;
import heddle.identity.session.Sessions;
import heddle.identity.settings.AuthConfig;
import heddle.identity.settings.Settings;
import heddle.kernel.access.Caller;
import heddle.kernel.db.Db;
import heddle.kernel.db.Tx;
import heddle.kernel.http.RateLimits;
import heddle.kernel.json.Json;
import heddle.kernel.mail.TemplateName;
import heddle.kernel.problem.Problem;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;

/** Signing in with a code by SMS. Each SMS costs the tenant money, so their number and their countries are bounded. */
public final class PhoneCodes {
    private final Db db;
    private final Accounts accounts;
    private final Proofs proofs;
    private final Settings settings;
    private final Letters letters;
    private final SignIn signIn;
    private final RateLimits limits;
    private final InstantSource time;

    public PhoneCodes(
            Db db,
            Accounts accounts,
            Proofs proofs,
            Settings settings,
            Letters letters,
            SignIn signIn,
            RateLimits limits,
            InstantSource time) {
        this.db = db;
        this.accounts = accounts;
        this.proofs = proofs;
        this.settings = settings;
        this.letters = letters;
        this.signIn = signIn;
        this.limits = limits;
        this.time = time;
    }

    /** Sends a code, and makes the account where signing up is open; nobody is told which. */
    void send(Caller from, String phone) {
        AuthConfig config = settings.config(from.tenantId());
        requireOn(config);
        String number = number(phone);
        requireAllowed(config, number);
        db.tx(from, tx -> {
            Account account = accounts.byPhone(tx, number).orElse(null);
            if (account == null && config.signupEnabled() && accounts.hasPlace(tx, from.tenantId())) {
                Account blank = accounts.blank(from.tenantId(), Role.AUTHENTICATED);
                account = blank.draft().phone(number, null).at(blank.createdAt());
                accounts.add(tx, Sessions.actor(from, account), account);
            }
            if (account != null && account.active() && proofs.maySend(tx, Purpose.PHONE_CODE, number)) {
                issue(tx, config, Purpose.PHONE_CODE, account, number);
            }
            return true;
        });
    }

    /** Sends a code to a number that an account wants to have. */
    public void sendChange(Tx tx, Account account, String number) {
        AuthConfig config = settings.config(account.realm());
        requireAllowed(config, number);
        if (proofs.maySend(tx, Purpose.CHANGE_PHONE, number)) {
            issue(tx, config, Purpose.CHANGE_PHONE, account, number);
        }
    }

    private void issue(Tx tx, AuthConfig config, Purpose purpose, Account account, String number) {
        limits.take("sms", account.realm(), config.sms().dailyCap(), Duration.ofDays(1));
        Proof.Issued code = proofs.issueWithCode(tx, purpose, account.id(), number, Json.object());
        letters.sms(tx, account.realm(), number, TemplateName.OTP_SMS, Map.of("code", code.code()));
    }

    /** Signs in with a code, or confirms the number that a signed-in person asked for. */
    SessionJson.Answer verify(Caller from, String phone, String code, String client) {
        requireOn(settings.config(from.tenantId()));
        String number = number(phone);
        boolean changing = from.kind() == Caller.Kind.USER
                && db.tx(
                        from,
                        tx -> number.equals(accounts.require(tx, from.id()).pendingPhone()));
        Purpose purpose = changing ? Purpose.CHANGE_PHONE : Purpose.PHONE_CODE;
        Proof proof = proofs.redeemCode(from, purpose, number, code);
        return db.tx(from, tx -> {
            Instant now = time.instant();
            Account old = accounts.lock(tx, String.valueOf(proof.accountId()));
            SignIn.requireOpen(old);
            Account account = old;
            if (changing || !old.phoneVerified()) {
                account = old.draft().phone(number, now).pendingPhone(null).at(now);
                accounts.save(tx, Sessions.actor(from, old), "user.updated", old, account, List.of("phone_verified"));
            }
            return signIn.admit(tx, from, account, new SignIn.Shown("otp", false, client));
        });
    }

    private static String number(String phone) {
        return Addresses.phone(phone)
                .orElseThrow(() -> Problem.invalid("phone", "invalid_format", "Send a number such as +15551234567"));
    }

    private static void requireOn(AuthConfig config) {
        if (!config.methods().phoneOtp()) {
            throw Problem.forbidden("FORBIDDEN", "Signing in by SMS is switched off here");
        }
    }

    /** The list holds calling codes such as 49 or +49; an empty one allows all. */
    private static void requireAllowed(AuthConfig config, String number) {
        List<String> countries = config.sms().allowedCountries();
        if (!countries.isEmpty()
                && countries.stream().noneMatch(c -> number.startsWith(c.startsWith("+") ? c : "+" + c))) {
            throw Problem.invalid("phone", "not_allowed", "Numbers of this country cannot be used here");
        }
    }
}
