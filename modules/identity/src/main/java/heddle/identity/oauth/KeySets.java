package heddle.identity.oauth;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.KeyType;
import java.text.ParseException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Public keys of issuers, kept for an hour; a key id that is not among them makes us look again, once a minute. */
final class KeySets {
    private static final Duration KEPT = Duration.ofHours(1);
    private static final Duration PAUSE = Duration.ofMinutes(1);

    private record Loaded(JWKSet keys, Instant at) {}

    private final ProviderClient client;
    private final InstantSource time;
    private final Cache<String, Loaded> loaded =
            Caffeine.newBuilder().maximumSize(10_000).expireAfterWrite(KEPT).build();

    KeySets(ProviderClient client, InstantSource time) {
        this.client = client;
        this.time = time;
    }

    /** The keys that a signature may be of; empty when the issuer has none such. */
    List<JWK> matching(String url, @Nullable String keyId, KeyType type) {
        Loaded known = loaded.getIfPresent(url);
        List<JWK> found = known == null ? List.of() : matching(known.keys(), keyId, type);
        boolean again =
                known == null || (found.isEmpty() && known.at().plus(PAUSE).isBefore(time.instant()));
        if (again) {
            Loaded fresh = new Loaded(fetch(url), time.instant());
            loaded.put(url, fresh);
            found = matching(fresh.keys(), keyId, type);
        }
        return found;
    }

    private static List<JWK> matching(JWKSet keys, @Nullable String keyId, KeyType type) {
        return keys.getKeys().stream()
                .filter(k -> k.getKeyType().equals(type))
                .filter(k -> keyId == null || keyId.equals(k.getKeyID()))
                .filter(k -> k.getKeyUse() == null || k.getKeyUse().equals(com.nimbusds.jose.jwk.KeyUse.SIGNATURE))
                .toList();
    }

    private JWKSet fetch(String url) {
        try {
            return JWKSet.parse(client.json(url, "").toString());
        } catch (ParseException e) {
            throw ProviderClient.failed("Its keys cannot be read");
        }
    }
}
