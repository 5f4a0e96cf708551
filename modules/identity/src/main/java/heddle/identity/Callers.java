package heddle.identity;

import heddle.identity.key.KeyAuthenticator;
import heddle.identity.platform.PlatformKeyAuthenticator;
import heddle.identity.platform.PlatformParts;
import heddle.identity.session.BrowserSessions;
import heddle.identity.session.SessionAuthenticator;
import heddle.identity.tenant.TenantCache;
import heddle.kernel.access.Authenticator;
import heddle.kernel.access.Caller;
import heddle.kernel.access.Realm;
import heddle.kernel.access.Surface;
import heddle.kernel.http.Cidr;
import heddle.kernel.problem.Problem;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Knows whoever calls, by the kind of credential and the surface that it was sent to. */
final class Callers implements Authenticator {
    private final KeyAuthenticator keys;
    private final SessionAuthenticator sessions;
    private final PlatformParts platform;
    private final TenantCache tenants;

    Callers(KeyAuthenticator keys, SessionAuthenticator sessions, PlatformParts platform, TenantCache tenants) {
        this.keys = keys;
        this.sessions = sessions;
        this.platform = platform;
        this.tenants = tenants;
    }

    @Override
    public Caller authenticate(Surface surface, String token, String requestId, String ip, String userAgent) {
        if (surface == Surface.PLATFORM && PlatformKeyAuthenticator.isKey(token)) {
            return platform.authenticator().authenticate(token, requestId, ip, userAgent);
        }
        if (surface == Surface.PLATFORM && BrowserSessions.isCookie(token)) {
            return platform.browsers().authenticate(token, requestId, ip, userAgent);
        }
        boolean key = token.startsWith("sk_") || token.startsWith("pub_");
        Caller caller = surface == Surface.BASE && key
                ? keys.authenticate(token, requestId, ip, userAgent)
                : sessions.authenticate(token, requestId, ip, userAgent);
        if (!belongs(surface, caller.tenantId())) {
            throw Problem.unauthorized("UNAUTHORIZED", "This token is not known here");
        }
        if (surface == Surface.BASE) {
            requireLetIn(caller);
        }
        return caller;
    }

    @Override
    public @Nullable String renewedCookie(Caller caller, String token) {
        BrowserSessions.Renewed renewed = platform.browsers().renewed(caller, token);
        return renewed == null ? null : platform.cookie().line(renewed.token(), renewed.life());
    }

    private static boolean belongs(Surface surface, String realm) {
        return switch (surface) {
            case BASE -> Realm.isTenant(realm);
            case PLATFORM -> realm.equals(Realm.PLATFORM);
            case HUB -> realm.equals(Realm.STAFF) || realm.equals(Realm.CUSTOMER);
        };
    }

    private void requireLetIn(Caller caller) {
        if (caller.kind() == Caller.Kind.USER) {
            tenants.requireActive(caller.tenantId());
        }
        List<Cidr> networks = tenants.networks(caller.tenantId());
        if (!networks.isEmpty() && networks.stream().noneMatch(n -> n.contains(caller.ip()))) {
            throw Problem.forbidden("IP_NOT_ALLOWED", "This tenant lets nobody in from " + caller.ip());
        }
    }
}
