package heddle.kernel.access;

import org.jspecify.annotations.Nullable;

/**
 * What a route demands. An API key holds one by its scope, an account by a role permission of the same meaning.
 *
 * <p>{@link #PUBLIC} asks for nobody, {@link #PLATFORM} for the operator's key, {@link #SELF} for a person.
 */
public enum Permission {
    PUBLIC(null, "public"),
    PLATFORM(null, "platform"),
    /** What a person does with their own account; no key stands for a person. */
    SELF(null, "account:self"),
    /** What a person may do who has yet to set up the second factor that is asked of them. */
    SELF_MFA(null, "account:mfa"),
    /** The ways to sign in: a key with {@code auth}, also a publishable one, or a guest who becomes a member. */
    SIGN_IN(Scope.AUTH, "account:self"),
    MFA_CHECK(Scope.AUTH, "users:manage"),
    USERS_READ(Scope.AUTH, "users:read"),
    USERS_MANAGE(Scope.AUTH, "users:manage"),
    ROLES_MANAGE(Scope.AUTH, "roles:manage"),
    AUTH_CONFIG(Scope.AUTH, "settings:manage"),
    GOVERNANCE(Scope.ALL, "settings:manage"),
    OBJECTS_READ(Scope.READ, "objects:read"),
    OBJECTS_WRITE(Scope.WRITE, "objects:write"),
    OBJECTS_DELETE(Scope.WRITE, "objects:delete"),
    SCHEMA_READ(Scope.READ, "objects:read"),
    SCHEMA_MANAGE(Scope.SCHEMA, "schema:manage"),
    POLICIES_MANAGE(Scope.SCHEMA, "policies:manage"),
    REPORTS_READ(Scope.READ, "reports:read"),
    EVENTS_READ(Scope.READ, "objects:read"),
    EVENTS_TRACK(Scope.WRITE, "objects:write"),
    DATA_EXPORT(Scope.READ, "objects:read"),
    USAGE_READ(Scope.READ, "settings:manage"),
    EMAIL_SEND(Scope.WRITE, "settings:manage"),
    KEYS_MANAGE(Scope.ALL, "keys:manage"),
    AUDIT_READ(Scope.ALL, "audit:read"),
    SQL_EXECUTE(Scope.ALL, "sql:execute"),
    REALTIME_STATS(Scope.ALL, "settings:manage"),
    /** Anybody of the platform, also by a key of any scope. */
    PLATFORM_MEMBER(null, "platform:member"),
    /** Agents of one's own; a key's scopes {@code read} and {@code upload}. */
    AGENTS_READ(null, "platform:read"),
    AGENTS_WRITE(null, "platform:upload"),
    UPLOADS_WRITE(null, "platform:upload"),
    /** The Market: what may be looked at, worked on, paid for and paid out. */
    MARKET_READ(null, "platform:read"),
    MARKET_WORK(null, "platform:work"),
    MARKET_SPEND(null, "platform:spend"),
    MARKET_PAYOUT(null, "platform:payout"),
    /** Administrators of the platform, and the operator. */
    PLATFORM_ADMIN(null, "platform:admin"),
    HUB_STAFF_READ(null, "hub:staff.read"),
    HUB_STAFF_INVITE(null, "hub:staff.invite"),
    HUB_STAFF_MANAGE(null, "hub:staff.manage");

    private final @Nullable Scope scope;
    private final String accountPermission;

    Permission(@Nullable Scope scope, String accountPermission) {
        this.scope = scope;
        this.accountPermission = accountPermission;
    }

    /** The API key scope that grants it, or null when no key can. */
    public @Nullable Scope scope() {
        return scope;
    }

    /** The {@code resource:action} of a role that grants it. */
    public String accountPermission() {
        return accountPermission;
    }

    /** The word shown in docs/ROUTES.md and in OpenAPI. */
    public String label() {
        return scope == null ? accountPermission : scope.word();
    }
}
