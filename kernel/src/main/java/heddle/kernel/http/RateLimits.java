package heddle.kernel.http;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import heddle.kernel.problem.Problem;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;

/**
 * Token buckets in the memory of this node, one per principal or address. A full bucket holds one minute's allowance, so
 * a quiet client may burst and a steady one gets its rate.
 */
public final class RateLimits {
    private static final int MAX_BUCKETS = 200_000;
    private static final Duration MINUTE = Duration.ofMinutes(1);

    /** How much is left after a take. {@code resetSeconds} is when the bucket is full again. */
    public record Left(int limit, int remaining, long resetSeconds) {}

    private static final class Bucket {
        double tokens;
        long at;

        Bucket(double tokens, long at) {
            this.tokens = tokens;
            this.at = at;
        }
    }

    private final boolean on;
    private final Map<String, Integer> named;
    private final InstantSource time;
    private final Cache<String, Bucket> buckets = Caffeine.newBuilder()
            .maximumSize(MAX_BUCKETS)
            .expireAfterAccess(Duration.ofHours(1))
            .build();

    /**
     * @param named requests a minute by name of the limit: {@code public key tenants_lookup ...}; overrides the presets
     */
    public RateLimits(boolean on, Map<String, Integer> named, InstantSource time) {
        this.on = on;
        this.named = Map.copyOf(named);
        this.time = time;
    }

    public boolean on() {
        return on;
    }

    /**
     * Takes one request from a bucket.
     *
     * @param name of the limit, for the configuration
     * @param who principal or address
     * @param preset requests a minute when the configuration does not name another number
     * @throws Problem 429 RATE_LIMITED with Retry-After
     */
    public Left take(String name, String who, int preset) {
        return take(name, who, preset, MINUTE);
    }

    /** The same with another length of time than a minute; a full bucket holds the allowance of the whole window. */
    public Left take(String name, String who, int preset, Duration window) {
        int allowed = named.getOrDefault(name, preset);
        if (!on) {
            return new Left(allowed, allowed, 0);
        }
        long now = time.millis();
        Bucket bucket = buckets.get(name + " " + who, k -> new Bucket(allowed, now));
        double perMilli = (double) allowed / window.toMillis();
        synchronized (bucket) {
            bucket.tokens = Math.min(allowed, bucket.tokens + Math.max(0, now - bucket.at) * perMilli);
            bucket.at = now;
            if (bucket.tokens < 1) {
                long wait = (long) Math.ceil((1 - bucket.tokens) / perMilli / 1000);
                throw Problem.tooMany("Too many requests; try again in " + wait + " s", wait)
                        .header("RateLimit-Limit", Integer.toString(allowed))
                        .header("RateLimit-Remaining", "0")
                        .header("RateLimit-Reset", Long.toString(wait));
            }
            bucket.tokens -= 1;
            long reset = (long) Math.ceil((allowed - bucket.tokens) / perMilli / 1000);
            return new Left(allowed, (int) bucket.tokens, reset);
        }
    }
}
