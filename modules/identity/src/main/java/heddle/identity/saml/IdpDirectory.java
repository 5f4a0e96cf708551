package heddle.identity.saml;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import heddle.identity.settings.AuthConfig;
import heddle.kernel.outbound.Outbound;
import heddle.kernel.outbound.OutboundFailed;
import heddle.kernel.outbound.OutboundRefused;
import heddle.kernel.outbound.OutboundRequest;
import heddle.kernel.outbound.OutboundResponse;
import heddle.kernel.problem.Problem;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Identity providers with their metadata, which are fetched where the tenant names an address and kept for an hour. */
final class IdpDirectory {
    private static final int MAX_REDIRECTS = 5;

    private final Outbound outbound;
    private final Cache<String, String> metadata = Caffeine.newBuilder()
            .maximumWeight(50_000_000)
            .weigher((String url, String xml) -> xml.length())
            .expireAfterWrite(Duration.ofHours(1))
            .build();

    IdpDirectory(Outbound outbound) {
        this.outbound = outbound;
    }

    /**
     * Calls another server perhaps, so never within a transaction.
     *
     * @throws Problem 400 SAML_CONFIGURATION or SAML_METADATA_UNREACHABLE
     */
    Idp of(AuthConfig.Idp set) {
        String xml = set.metadataXml() == null || set.metadataXml().isBlank() ? null : set.metadataXml();
        return Idp.of(set, xml == null ? fetched(set.metadataUrl()) : xml);
    }

    private @Nullable String fetched(@Nullable String url) {
        if (url == null || url.isBlank()) {
            return null;
        }
        String known = metadata.getIfPresent(url);
        if (known != null) {
            return known;
        }
        try {
            OutboundResponse answer =
                    outbound.send(OutboundRequest.get(new URI(url)).followingRedirects(MAX_REDIRECTS));
            if (!answer.ok()) {
                throw unreachable("it answered with the status " + answer.status());
            }
            metadata.put(url, answer.text());
            return answer.text();
        } catch (OutboundFailed | OutboundRefused e) {
            throw unreachable(String.valueOf(e.getMessage()));
        } catch (URISyntaxException e) {
            throw unreachable("metadata_url is no address");
        }
    }

    private static Problem unreachable(String why) {
        return Problem.badRequest(
                "SAML_METADATA_UNREACHABLE", "The identity provider's metadata could not be read: " + why);
    }
}
