package heddle.identity.tenant;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** What a plan includes. A negative number is no limit. */
enum Plan {
    FREE(1L << 30, 50_000, 10_000, 600, 200),
    PRO(100L << 30, 5_000_000, 100_000, 3_000, 2_000),
    ENTERPRISE(-1, -1, -1, 30_000, 20_000);

    private final long storageBytes;
    private final long objects;
    private final long users;
    private final long requestsPerMinute;
    private final long realtimeConnections;

    Plan(long storageBytes, long objects, long users, long requestsPerMinute, long realtimeConnections) {
        this.storageBytes = storageBytes;
        this.objects = objects;
        this.users = users;
        this.requestsPerMinute = requestsPerMinute;
        this.realtimeConnections = realtimeConnections;
    }

    String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    static Plan of(String word) {
        return valueOf(word.toUpperCase(Locale.ROOT));
    }

    Map<String, Long> limits() {
        Map<String, Long> limits = new LinkedHashMap<>();
        limits.put("storage_bytes", storageBytes);
        limits.put("objects", objects);
        limits.put("users", users);
        limits.put("api_requests_per_min", requestsPerMinute);
        limits.put("realtime_connections", realtimeConnections);
        return limits;
    }
}
