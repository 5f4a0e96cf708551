package heddle.data.realtime;

import heddle.contracts.PlanLimits;
import heddle.data.catalog.Catalogs;
import heddle.kernel.Kernel;
import heddle.kernel.access.Authenticator;
import heddle.kernel.access.Caller;
import heddle.kernel.access.Permission;
import heddle.kernel.access.Surface;
import heddle.kernel.db.DbFailure;
import heddle.kernel.problem.Problem;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/** All readers of this node: lets them in, asks about their credentials again while they stay, and sees them out. */
final class Rooms {
    static final int TOKEN_INVALID = 4401;
    static final int REVOKED = 4403;
    private static final int GOING_AWAY = 1001;

    private static final class Open {
        private @Nullable Room room;
        private final Set<Reader> readers = ConcurrentHashMap.newKeySet();
    }

    private final Kernel kernel;
    private final Catalogs catalogs;
    private final Authenticator authenticator;
    private final PlanLimits plans;
    private final boolean limited;
    private final Map<String, Open> byTenant = new ConcurrentHashMap<>();
    private final AtomicBoolean draining = new AtomicBoolean();

    /**
     * @param limited whether the plans' numbers hold
     */
    Rooms(Kernel kernel, Catalogs catalogs, Authenticator authenticator, PlanLimits plans, boolean limited) {
        this.kernel = kernel;
        this.catalogs = catalogs;
        this.authenticator = authenticator;
        this.plans = plans;
        this.limited = limited;
    }

    /**
     * Knows a caller by the token.
     *
     * @throws Problem 401 or 403 when the token does not serve
     */
    Caller authenticate(String token, String requestId, String ip, String userAgent) {
        return authenticator.authenticate(Surface.BASE, token, requestId, ip, userAgent);
    }

    /**
     * @throws Problem 402 when the tenant's plan has no place left, 503 while this node is stopping
     */
    void requirePlace(Caller caller) {
        if (draining.get()) {
            throw Problem.unavailable("NOT_READY", "This server is stopping");
        }
        Open open = byTenant.get(caller.tenantId());
        long limit = plans.realtimeConnections(caller.tenantId());
        if (limited && open != null && limit >= 0 && open.readers.size() >= limit) {
            throw Problem.of(402, "QUOTA_EXCEEDED", "The plan allows " + limit + " open connections")
                    .with("limit", limit);
        }
    }

    /** Opens the tenant's room to a reader. */
    Room enter(Reader reader) {
        String tenantId = reader.viewer().caller().tenantId();
        Open open = byTenant.compute(tenantId, (id, known) -> {
            Open kept = known == null ? new Open() : known;
            if (kept.room == null) {
                kept.room = new Room(id, kernel, catalogs);
            }
            kept.readers.add(reader);
            return kept;
        });
        if (draining.get()) {
            reader.dismiss(GOING_AWAY, "server stopping");
        }
        return java.util.Objects.requireNonNull(open.room);
    }

    void leave(Reader reader) {
        byTenant.computeIfPresent(reader.viewer().caller().tenantId(), (id, open) -> {
            open.readers.remove(reader);
            if (!open.readers.isEmpty()) {
                return open;
            }
            if (open.room != null) {
                open.room.close();
            }
            return null;
        });
    }

    /** Called twice a second: whoever may no longer listen is sent away. */
    void tick() {
        byTenant.values().forEach(open -> open.readers.forEach(this::recheck));
    }

    private void recheck(Reader reader) {
        Reader.Credential credential = reader.credential();
        Caller was = credential.caller();
        try {
            Caller is = authenticate(credential.token(), was.requestId(), was.ip(), was.userAgent());
            if (!is.may(Permission.EVENTS_READ)) {
                reader.dismiss(REVOKED, "no longer permitted");
            } else if (!is.equals(was)) {
                reader.renewed(is);
            }
        } catch (Problem refused) {
            boolean expired = refused.code().equals("TOKEN_EXPIRED");
            reader.dismiss(expired ? TOKEN_INVALID : REVOKED, refused.text());
        } catch (DbFailure away) {
            // Nothing is known against the reader; it is asked about again soon.
        }
        reader.tick();
    }

    /** Sends everybody away, to come back to another node. */
    void drain() {
        draining.set(true);
        byTenant.values().forEach(open -> open.readers.forEach(r -> r.dismiss(GOING_AWAY, "server stopping")));
    }

    RealtimeJson.Stats stats(String tenantId) {
        Map<String, Integer> channels = new TreeMap<>();
        Open open = byTenant.get(tenantId);
        if (open == null) {
            return new RealtimeJson.Stats(0, channels, 0);
        }
        if (open.room != null) {
            open.room.count(channels);
        }
        return new RealtimeJson.Stats(open.readers.size(), channels, channels.size());
    }
}
