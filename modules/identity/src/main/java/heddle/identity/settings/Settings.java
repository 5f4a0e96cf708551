package heddle.identity.settings;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import heddle.contracts.Channels;
import heddle.identity.tenant.GovernanceRules;
import heddle.identity.tenant.TenantCache;
import heddle.identity.tenant.TenantGovernance;
import heddle.kernel.access.Caller;
import heddle.kernel.access.Realm;
import heddle.kernel.crypto.SecretBox;
import heddle.kernel.db.Db;
import heddle.kernel.db.Tx;
import heddle.kernel.event.Event;
import heddle.kernel.id.Ids;
import heddle.kernel.json.Json;
import heddle.kernel.json.RecordReader;
import heddle.kernel.problem.Fault;
import heddle.kernel.problem.Problem;
import heddle.kernel.signal.Signals;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The ways to sign in of every realm, in memory and fresh on all nodes by signal; and how a tenant changes its own. */
public final class Settings {
    private static final String POLICY = "password_policy";
    private static final String MIN_LENGTH = "min_length";

    private final Db db;
    private final TenantCache tenants;
    private final TenantGovernance governance;
    private final SecretBox secrets;
    private final Ids ids;
    private final InstantSource time;
    private final ConfigCheck check;
    private final GrantCheck grants;
    private final AuthConfigStore store = new AuthConfigStore();
    private final Cache<String, AuthConfig> configs = Caffeine.newBuilder()
            .maximumSize(50_000)
            .expireAfterWrite(Duration.ofMinutes(10))
            .build();

    public Settings(
            Db db,
            TenantCache tenants,
            TenantGovernance governance,
            SecretBox secrets,
            Signals signals,
            Ids ids,
            InstantSource time,
            ConfigCheck check,
            GrantCheck grants) {
        this.db = db;
        this.tenants = tenants;
        this.governance = governance;
        this.secrets = secrets;
        this.ids = ids;
        this.time = time;
        this.check = check;
        this.grants = grants;
        signals.on(Channels.REALMS, configs::invalidate, configs::invalidateAll);
        signals.on(Channels.TENANTS, configs::invalidate, configs::invalidateAll);
    }

    /** How a tenant's people sign in. */
    public AuthConfig config(String tenantId) {
        return configs.get(
                tenantId,
                id -> db.tx(
                        Caller.system(id, "auth config"), tx -> RecordReader.read(document(tx, id), AuthConfig.class)));
    }

    /** What holds for accounts and sessions of a realm. */
    public SignInRules rules(String realm) {
        return switch (realm) {
            case Realm.PLATFORM -> SignInRules.PLATFORM;
            case Realm.STAFF -> SignInRules.STAFF;
            case Realm.CUSTOMER -> SignInRules.CUSTOMER;
            default -> rules(config(realm), tenants.rules(realm));
        };
    }

    private static SignInRules rules(AuthConfig config, GovernanceRules governance) {
        int idle = config.session().idleTimeoutSecs();
        return new SignInRules(
                Duration.ofSeconds(config.jwt().accessTtlSecs()),
                Duration.ofDays(config.refresh().ttlDays()),
                Duration.ofSeconds(config.refresh().reuseGraceSecs()),
                Duration.ofSeconds(governance.sessionDurationSecs()),
                idle == 0 ? null : Duration.ofSeconds(idle),
                config.session().singleSession() ? 1 : governance.maxSessionsPerUser(),
                config.passwordPolicy(),
                config.mfa().policy(),
                Set.copyOf(governance.requireMfaRoles()));
    }

    /** The whole document, secrets masked. */
    ObjectNode shown(Caller caller) {
        return db.tx(caller, tx -> AuthConfigDocument.masked(document(tx, caller.tenantId())));
    }

    /**
     * Merges a change into the document, object by object.
     *
     * @throws Problem 400 with every unknown member and every value that does not fit, 403 SCOPE_ESCALATION when it would
     *     give others more than the caller has
     */
    ObjectNode update(Caller caller, ObjectNode change) {
        ObjectNode whole = db.tx(caller, tx -> {
            store.lock(tx);
            ObjectNode old = document(tx, caller.tenantId());
            AuthConfigDocument.unmask(change, old, AuthConfig.class);
            List<Fault> faults = new ArrayList<>();
            AuthConfigDocument.unknown(change, AuthConfig.class, "", faults);
            ObjectNode merged = Json.merge(old, change);
            AuthConfigRules.check(merged, faults, check);
            grants.check(
                    tx, caller, RecordReader.read(old, AuthConfig.class), RecordReader.read(merged, AuthConfig.class));
            store.write(tx, seal(caller.tenantId(), merged), time.instant());
            tx.record(Event.of(
                            ids.next("evt"),
                            caller,
                            "auth_config.updated",
                            caller.tenantId(),
                            AuthConfigDocument.masked(merged).toString(),
                            time.instant())
                    .before(null, paths(change, "")));
            mirrorLength(caller, old, merged);
            Signals.send(tx, Channels.REALMS, caller.tenantId());
            tx.afterCommit(() -> configs.invalidate(caller.tenantId()));
            return merged;
        });
        return AuthConfigDocument.masked(whole);
    }

    /** The least length of passwords stands in the governance settings, which show it too. */
    private void mirrorLength(Caller caller, JsonNode old, JsonNode merged) {
        JsonNode length = merged.path(POLICY).path(MIN_LENGTH);
        if (!length.equals(old.path(POLICY).path(MIN_LENGTH))) {
            ObjectNode mirrored = Json.object();
            mirrored.set("password_min_length", length);
            governance.update(caller, mirrored, true);
        }
    }

    /** Forgets what a tenant that leaves has set. */
    public void clear(Tx tx) {
        store.delete(tx);
    }

    private ObjectNode document(Tx tx, String tenantId) {
        JsonNode stored = store.read(tx)
                .map(text -> Json.trusted(secrets.openText(purpose(tenantId), text)))
                .orElseGet(Json::object);
        ObjectNode whole = AuthConfigDocument.whole(stored);
        ((ObjectNode) whole.path(POLICY))
                .put(MIN_LENGTH, tenants.rules(tenantId).passwordMinLength());
        return whole;
    }

    private String seal(String tenantId, ObjectNode document) {
        return secrets.seal(purpose(tenantId), document.toString());
    }

    private static String purpose(String tenantId) {
        return "auth-config:" + tenantId;
    }

    private static List<String> paths(JsonNode node, String prefix) {
        List<String> out = new ArrayList<>();
        node.propertyStream().forEach(member -> {
            String path = prefix + member.getKey();
            if (member.getValue().isObject()) {
                out.addAll(paths(member.getValue(), path + "."));
            } else {
                out.add(path);
            }
        });
        return out;
    }
}
