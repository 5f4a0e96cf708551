package heddle.identity.oauth;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSVerifier;
import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.crypto.RSASSAVerifier;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.KeyType;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import heddle.kernel.problem.Problem;
import java.text.ParseException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Judges id tokens. Which algorithms and keys count is ours to say; the token's header only chooses among them. */
final class IdTokens {
    private static final int MAX_LENGTH = 32_768;
    private static final int MAX_SUBJECT = 255;
    private static final Duration LEEWAY = Duration.ofSeconds(60);
    private static final Pattern UUID = Pattern.compile("[0-9a-fA-F-]{36}");

    private static final String GOOGLE = "https://accounts.google.com";
    /** How Google still calls itself in some tokens. */
    private static final String GOOGLE_OF_OLD = "accounts.google.com";

    /** Signatures with a public key only: a secret shared by all verifiers would make of each of them an issuer. */
    private static final Map<JWSAlgorithm, KeyType> ALGORITHMS = Map.of(
            JWSAlgorithm.RS256, KeyType.RSA,
            JWSAlgorithm.RS384, KeyType.RSA,
            JWSAlgorithm.RS512, KeyType.RSA,
            JWSAlgorithm.PS256, KeyType.RSA,
            JWSAlgorithm.PS384, KeyType.RSA,
            JWSAlgorithm.PS512, KeyType.RSA,
            JWSAlgorithm.ES256, KeyType.EC,
            JWSAlgorithm.ES384, KeyType.EC,
            JWSAlgorithm.ES512, KeyType.EC);

    private final KeySets keys;
    private final InstantSource time;

    IdTokens(KeySets keys, InstantSource time) {
        this.keys = keys;
        this.time = time;
    }

    /**
     * The claims of a token that is genuine, meant for us, and the answer to this very request.
     *
     * @throws Problem 401 INVALID_ID_TOKEN
     */
    JWTClaimsSet verify(String token, Provider provider, Discovery.Metadata metadata, String nonce) {
        if (token.length() > MAX_LENGTH) {
            throw refused("it is too long");
        }
        try {
            SignedJWT jwt = SignedJWT.parse(token);
            requireSignature(jwt, metadata);
            JWTClaimsSet claims = jwt.getJWTClaimsSet();
            requireIssuer(claims, metadata);
            requireAudience(claims, provider.clientId());
            requireTimes(claims);
            if (!nonce.equals(claims.getStringClaim("nonce"))) {
                throw refused("it answers another request");
            }
            String subject = claims.getSubject();
            if (subject == null || subject.isEmpty() || subject.length() > MAX_SUBJECT) {
                throw refused("it names nobody");
            }
            return claims;
        } catch (ParseException | JOSEException e) {
            throw refused("it cannot be read");
        }
    }

    private void requireSignature(SignedJWT jwt, Discovery.Metadata metadata) throws JOSEException {
        KeyType type = ALGORITHMS.get(jwt.getHeader().getAlgorithm());
        if (type == null || jwt.getHeader().getCriticalParams() != null) {
            throw refused("it is not signed with an algorithm that is accepted here");
        }
        for (JWK key : keys.matching(metadata.keys(), jwt.getHeader().getKeyID(), type)) {
            JWSVerifier verifier = verifier(key);
            if (verifier.supportedJWSAlgorithms().contains(jwt.getHeader().getAlgorithm()) && jwt.verify(verifier)) {
                return;
            }
        }
        throw refused("its signature is not of the issuer");
    }

    private static JWSVerifier verifier(JWK key) throws JOSEException {
        return key.getKeyType().equals(KeyType.RSA)
                ? new RSASSAVerifier(key.toRSAKey())
                : new ECDSAVerifier(key.toECKey());
    }

    private static void requireIssuer(JWTClaimsSet claims, Discovery.Metadata metadata) throws ParseException {
        String expected = metadata.issuer();
        if (expected.contains("{tenantid}")) {
            String tenant = String.valueOf(claims.getStringClaim("tid"));
            if (!UUID.matcher(tenant).matches()) {
                throw refused("it is not of the issuer");
            }
            expected = expected.replace("{tenantid}", tenant);
        }
        if (!sameIssuer(expected, claims.getIssuer())) {
            throw refused("it is not of the issuer");
        }
    }

    static boolean sameIssuer(String expected, @Nullable String told) {
        return expected.equals(told) || (expected.equals(GOOGLE) && GOOGLE_OF_OLD.equals(told));
    }

    private static void requireAudience(JWTClaimsSet claims, String clientId) throws ParseException {
        List<String> audience = claims.getAudience();
        @Nullable String party = claims.getStringClaim("azp");
        boolean partyRight = party == null ? audience.size() == 1 : party.equals(clientId);
        if (!audience.contains(clientId) || !partyRight) {
            throw refused("it is meant for somebody else");
        }
    }

    private void requireTimes(JWTClaimsSet claims) {
        Instant now = time.instant();
        Date expires = claims.getExpirationTime();
        Date issued = claims.getIssueTime();
        Date begins = claims.getNotBeforeTime();
        if (expires == null || !now.isBefore(expires.toInstant().plus(LEEWAY))) {
            throw refused("it has expired");
        }
        if (issued == null || later(issued, now) || (begins != null && later(begins, now))) {
            throw refused("it is not valid yet");
        }
    }

    private static boolean later(Date moment, Instant now) {
        return moment.toInstant().isAfter(now.plus(LEEWAY));
    }

    private static Problem refused(String why) {
        return Problem.unauthorized("INVALID_ID_TOKEN", "The provider's token is refused: " + why);
    }
}
