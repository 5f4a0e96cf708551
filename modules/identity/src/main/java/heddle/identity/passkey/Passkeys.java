package heddle.identity.passkey;

import heddle.contracts.TenantFacts;
import heddle.identity.account.Account;
import heddle.identity.account.Accounts;
import heddle.identity.mfa.Factors;
import heddle.identity.proof.Proof;
import heddle.identity.proof.Proofs;
import heddle.identity.proof.Purpose;
import heddle.identity.session.SessionJson;
import heddle.identity.session.Sessions;
import heddle.identity.settings.AuthConfig;
import heddle.identity.settings.Settings;
import heddle.identity.signin.SecurityNotices;
import heddle.identity.signin.SignIn;
import heddle.kernel.Kernel;
import heddle.kernel.access.Caller;
import heddle.kernel.access.Realm;
import heddle.kernel.crypto.Tokens;
import heddle.kernel.db.Tx;
import heddle.kernel.event.Event;
import heddle.kernel.json.Json;
import heddle.kernel.problem.Problem;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** What a tenant's people can do with passkeys. */
public final class Passkeys {
    private static final String METHOD = "passkey";
    private static final String PARTY = "rp_id";
    private static final String CLIENT = "client";

    private final Kernel kernel;
    private final Accounts accounts;
    private final Factors factors;
    private final Proofs proofs;
    private final SignIn signIn;
    private final Settings settings;
    private final TenantFacts tenants;
    private final SecurityNotices notices;
    private final Supplier<String> own;
    private final PasskeyStore store = new PasskeyStore();
    private final Verifier verifier = new Verifier();

    /**
     * @param own origin of our own pages
     */
    public Passkeys(
            Kernel kernel,
            Accounts accounts,
            Factors factors,
            Proofs proofs,
            SignIn signIn,
            Settings settings,
            TenantFacts tenants,
            SecurityNotices notices,
            Supplier<String> own) {
        this.kernel = kernel;
        this.accounts = accounts;
        this.factors = factors;
        this.proofs = proofs;
        this.signIn = signIn;
        this.settings = settings;
        this.tenants = tenants;
        this.notices = notices;
        this.own = own;
    }

    List<Passkey> list(Caller caller) {
        return kernel.db().tx(caller, tx -> store.of(tx, caller.id()));
    }

    ObjectNode beginRegistration(Caller caller, @Nullable String page) {
        AuthConfig config = config(caller.tenantId());
        RelyingParty party = RelyingParty.of(config, own.get(), page);
        return kernel.db().tx(caller, tx -> {
            Account account = accounts.require(tx, caller.id());
            requireMayRegister(tx, caller, account);
            List<Passkey> existing = store.of(tx, account.id());
            requireRoom(existing);
            ObjectNode data = Json.object().put(PARTY, party.id());
            Proof.Issued challenge = proofs.issue(tx, Purpose.PASSKEY_REGISTRATION, account.id(), "", data);
            return PasskeyOptions.creation(
                    party, partyName(config, caller.tenantId()), account, challenge.token(), existing);
        });
    }

    Passkey register(Caller caller, Credential shown, @Nullable String name, @Nullable String page) {
        String challenge = shown.challenge();
        Proof proof = take(caller, Purpose.PASSKEY_REGISTRATION, challenge, caller.id());
        Verifier.Registered made = verifier.register(shown, party(proof, page), challenge);
        return kernel.db().tx(caller, tx -> {
            Account account = accounts.lock(tx, caller.id());
            requireMayRegister(tx, caller, account);
            requireRoom(store.of(tx, account.id()));
            Passkey passkey = passkey(caller, made, shown.transports(), name);
            if (!store.insert(tx, passkey)) {
                throw Problem.conflict("CONFLICT", "This passkey is registered already");
            }
            record(tx, caller, "user.passkey_added", passkey);
            notices.factorsChanged(tx, caller, account, "a passkey was added");
            return passkey;
        });
    }

    /** @param credentialId the id of ours or the authenticator's */
    void delete(Caller caller, String credentialId) {
        kernel.db().tx(caller, tx -> {
            Account account = accounts.lock(tx, caller.id());
            Passkey passkey = store.of(tx, account.id()).stream()
                    .filter(p -> p.id().equals(credentialId) || p.credentialId().equals(credentialId))
                    .findFirst()
                    .orElseThrow(Problem::notFound);
            factors.requireStrong(tx, caller);
            store.delete(tx, passkey.id());
            record(tx, caller, "user.passkey_removed", passkey);
            notices.factorsChanged(tx, caller, account, "a passkey was removed");
            return true;
        });
    }

    /**
     * @param realm the request, bound to the tenant
     * @param page origin of the page that asks
     * @param client {@code api} or {@code portal}
     */
    ObjectNode beginSignIn(Caller realm, @Nullable String page, String client) {
        RelyingParty party = RelyingParty.of(config(realm.tenantId()), own.get(), page);
        ObjectNode data = Json.object().put(PARTY, party.id()).put(CLIENT, client);
        return kernel.db().tx(realm, tx -> {
            Proof.Issued challenge = proofs.issue(tx, Purpose.PASSKEY_SIGN_IN, null, "", data);
            return PasskeyOptions.request(party, challenge.token());
        });
    }

    /**
     * Signs in with a passkey.
     *
     * @param from the request, bound to the tenant; or not bound, when the challenge tells the tenant
     */
    SessionJson.Answer signIn(Caller from, Credential shown, @Nullable String page) {
        String challenge = shown.challenge();
        Proof proof = take(from, Purpose.PASSKEY_SIGN_IN, challenge, null);
        Caller realm = from.in(proof.realm());
        config(proof.realm());
        RelyingParty party = party(proof, page);
        String client = proof.data().path(CLIENT).asString("api");
        try {
            return kernel.db().tx(realm, tx -> admit(tx, realm, shown, party, challenge, client));
        } catch (Copied copied) {
            kernel.db().apart(realm, tx -> warn(tx, realm, copied.passkey));
            throw Verifier.failed();
        }
    }

    /** Carries a copied passkey out of the transaction that its use must not change anything in. */
    private static final class Copied extends RuntimeException {
        private final transient Passkey passkey;

        Copied(Passkey passkey) {
            super(null, null, false, false);
            this.passkey = passkey;
        }
    }

    private SessionJson.Answer admit(
            Tx tx, Caller realm, Credential shown, RelyingParty party, String challenge, String client) {
        Passkey passkey = store.lock(tx, shown.id()).orElseThrow(Verifier::failed);
        if (!Tokens.same(new String(shown.userHandle(), StandardCharsets.UTF_8), passkey.accountId())) {
            throw Verifier.failed();
        }
        try {
            Verifier.Used used = verifier.use(shown, passkey, party, challenge);
            store.used(
                    tx,
                    passkey.id(),
                    used.signCount(),
                    used.backedUp(),
                    kernel.time().instant());
            Account account = accounts.byId(tx, passkey.accountId()).orElseThrow(Verifier::failed);
            return signIn.admit(tx, realm, account, new SignIn.Shown(METHOD, used.userVerified(), client));
        } catch (Verifier.CounterWentBack e) {
            throw new Copied(passkey);
        }
    }

    private boolean warn(Tx tx, Caller realm, Passkey passkey) {
        accounts.byId(tx, passkey.accountId()).ifPresent(account -> {
            Caller actor = Sessions.actor(realm, account);
            record(tx, actor, "user.passkey_refused", passkey);
            notices.factorsChanged(tx, actor, account, "a passkey was refused, because it may have been copied");
        });
        return true;
    }

    /**
     * The challenge that is answered, used up whether the answer is right or not.
     *
     * @param accountId whose it must be, or null for nobody's
     */
    private Proof take(Caller from, Purpose purpose, String challenge, @Nullable String accountId) {
        Proof proof = proofs.find(purpose, challenge).orElseThrow(Passkeys::unknownChallenge);
        boolean elsewhere = from.tenantId().isEmpty()
                ? !Realm.isTenant(proof.realm())
                : !from.tenantId().equals(proof.realm());
        boolean another = accountId != null && !accountId.equals(proof.accountId());
        if (elsewhere || another || proof.usedAt() != null) {
            throw unknownChallenge();
        }
        if (proof.expired(kernel.time().instant())) {
            throw Problem.badRequest("CHALLENGE_EXPIRED", "This challenge is too old; begin again");
        }
        try {
            kernel.db().apart(from.in(proof.realm()), tx -> {
                proofs.use(tx, proof);
                return true;
            });
        } catch (Problem usedMeanwhile) {
            throw unknownChallenge();
        }
        return proof;
    }

    private static Problem unknownChallenge() {
        return Problem.badRequest("CHALLENGE_NOT_FOUND", "This challenge is not known, or was answered; begin again");
    }

    private RelyingParty party(Proof proof, @Nullable String page) {
        RelyingParty now = RelyingParty.of(settings.config(proof.realm()), own.get(), page);
        return new RelyingParty(proof.data().path(PARTY).asString(now.id()), now.origins());
    }

    private AuthConfig config(String tenantId) {
        AuthConfig config = settings.config(tenantId);
        if (!config.methods().passkey()) {
            throw Problem.forbidden("FORBIDDEN", "Passkeys are switched off here");
        }
        return config;
    }

    private String partyName(AuthConfig config, String tenantId) {
        String own = config.webauthn().rpName();
        var tenant = tenants.byId(tenantId);
        return own.isBlank() && tenant != null ? tenant.name() : own;
    }

    /** People whose employer vouches for them sign in there, where they can also be stopped. */
    private void requireMayRegister(Tx tx, Caller caller, Account account) {
        factors.requireStrong(tx, caller);
        boolean employed = account.passwordHash() == null
                && accounts.identities(tx, List.of(account.id())).stream()
                        .anyMatch(i -> i.provider().startsWith("saml:"));
        if (employed) {
            throw Problem.forbidden("FORBIDDEN", "People who sign in by SAML cannot register passkeys");
        }
    }

    private static void requireRoom(List<Passkey> existing) {
        if (existing.size() >= Passkey.MOST) {
            throw Problem.conflict(
                    "LIMIT_REACHED", "At most " + Passkey.MOST + " passkeys; remove one before adding another");
        }
    }

    private Passkey passkey(Caller caller, Verifier.Registered made, List<String> transports, @Nullable String name) {
        Instant now = kernel.time().instant();
        return new Passkey(
                caller.tenantId(),
                kernel.ids().next("pk"),
                caller.id(),
                made.credentialId(),
                made.publicKey(),
                made.aaguid(),
                made.signCount(),
                transports,
                made.backupAble(),
                made.backedUp(),
                PasskeyNames.name(name, made.aaguid(), caller.userAgent()),
                now,
                null);
    }

    private void record(Tx tx, Caller actor, String type, Passkey passkey) {
        tx.record(Event.of(
                kernel.ids().next("evt"),
                actor,
                type,
                passkey.accountId(),
                Json.text(PasskeyJson.of(passkey)),
                kernel.time().instant()));
    }

    /** Forgets what belongs to an account that goes. */
    public void forget(Tx tx, String accountId) {
        store.deleteOf(tx, accountId);
    }
}
