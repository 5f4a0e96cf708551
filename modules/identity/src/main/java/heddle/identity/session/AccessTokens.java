package heddle.identity.session;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSVerifier;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.MACVerifier;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import heddle.kernel.crypto.SecretBox;
import heddle.kernel.problem.Problem;
import java.text.ParseException;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Access tokens: JWTs under HS256 with a key of each realm's own, named by {@code kid}. The algorithm and the kind of
 * key are ours to say, never the token's.
 */
public final class AccessTokens {
    static final String AUDIENCE = "authenticated";
    private static final String ISSUER = "heddle";
    private static final int MAX_LENGTH = 8_192;
    private static final Duration LEEWAY = Duration.ofSeconds(30);
    private static final String GENERATION = ".1";

    /** What a verified token says. */
    public record Claims(String realm, String accountId, String sessionId, Instant expiresAt) {}

    private final SecretBox secrets;
    private final Map<String, JWSVerifier> verifiers = new ConcurrentHashMap<>();

    public AccessTokens(SecretBox secrets) {
        this.secrets = secrets;
    }

    /**
     * @param more claims beside those that every token has
     */
    public String sign(
            String realm, String accountId, String sessionId, Instant now, Duration life, Map<String, ?> more) {
        JWTClaimsSet.Builder claims = new JWTClaimsSet.Builder();
        more.forEach(claims::claim);
        claims.issuer(ISSUER)
                .audience(AUDIENCE)
                .subject(accountId)
                .claim("tid", realm)
                .claim("sid", sessionId)
                .issueTime(Date.from(now))
                .expirationTime(Date.from(now.plus(life)))
                .jwtID(heddle.kernel.crypto.Tokens.base64Url(12));
        JWSHeader header = new JWSHeader.Builder(JWSAlgorithm.HS256)
                .type(JOSEObjectType.JWT)
                .keyID(realm + GENERATION)
                .build();
        SignedJWT jwt = new SignedJWT(header, claims.build());
        try {
            jwt.sign(new MACSigner(key(realm)));
        } catch (JOSEException e) {
            throw new IllegalStateException("HS256 refused to sign", e);
        }
        return jwt.serialize();
    }

    /**
     * @throws Problem 401 INVALID_TOKEN when it is not one of ours, TOKEN_EXPIRED when it is too old
     */
    public Claims verify(String token, Instant now) {
        if (token.length() > MAX_LENGTH) {
            throw invalid();
        }
        try {
            SignedJWT jwt = SignedJWT.parse(token);
            String realm = realm(jwt.getHeader());
            if (realm == null || !jwt.verify(verifier(realm))) {
                throw invalid();
            }
            return claims(realm, jwt.getJWTClaimsSet(), now);
        } catch (ParseException | JOSEException | IllegalArgumentException e) {
            throw invalid();
        }
    }

    private static Claims claims(String realm, JWTClaimsSet claims, Instant now) throws ParseException {
        Date expires = claims.getExpirationTime();
        String subject = claims.getSubject();
        String session = claims.getStringClaim("sid");
        boolean ours = ISSUER.equals(claims.getIssuer())
                && claims.getAudience().contains(AUDIENCE)
                && realm.equals(claims.getStringClaim("tid"));
        if (!ours || expires == null || subject == null || session == null) {
            throw invalid();
        }
        Instant until = expires.toInstant();
        if (!now.isBefore(until.plus(LEEWAY))) {
            throw Problem.unauthorized("TOKEN_EXPIRED", "This access token has expired; refresh it");
        }
        return new Claims(realm, subject, session, until);
    }

    /** The realm that a header of ours names; null for any header that is not exactly of our kind. */
    private static @Nullable String realm(JWSHeader header) {
        String key = header.getKeyID();
        boolean ours = JWSAlgorithm.HS256.equals(header.getAlgorithm())
                && key != null
                && key.endsWith(GENERATION)
                && key.length() < 64
                && header.getCriticalParams() == null;
        return ours ? key.substring(0, key.length() - GENERATION.length()) : null;
    }

    private JWSVerifier verifier(String realm) {
        JWSVerifier known = verifiers.get(realm);
        if (known != null) {
            return known;
        }
        try {
            JWSVerifier made = new MACVerifier(key(realm));
            // A token that nobody signed may name any realm; only those of ours are worth remembering.
            if (verifiers.size() < 10_000) {
                verifiers.put(realm, made);
            }
            return made;
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }

    private byte[] key(String realm) {
        return secrets.derive("access-token:" + realm + GENERATION);
    }

    private static Problem invalid() {
        return Problem.unauthorized("INVALID_TOKEN", "This access token is not valid; sign in again");
    }
}
