package heddle.identity.oauth;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.interfaces.ECPrivateKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import java.util.Optional;

/**
 * Apple knows a client by a token that the client signs with its key. Apple takes one for six months at most; ours is
 * made for a single exchange, so nobody has to renew it.
 */
final class AppleSecret {
    private static final String BEGIN = "-----BEGIN PRIVATE KEY-----";
    private static final String END = "-----END PRIVATE KEY-----";
    private static final Duration GOOD_FOR = Duration.ofMinutes(5);
    private static final int P256_BITS = 256;

    private AppleSecret() {}

    /** Whether a client's secret is a key to sign with, rather than a token that somebody signed already. */
    static boolean isKey(String secret) {
        return secret.strip().startsWith(BEGIN);
    }

    /** The key of the file that Apple hands out once; empty for anything else than a P-256 key in PKCS #8. */
    static Optional<ECPrivateKey> key(String pem) {
        String bare = pem.strip();
        if (!bare.startsWith(BEGIN) || !bare.endsWith(END)) {
            return Optional.empty();
        }
        try {
            byte[] der = Base64.getMimeDecoder().decode(bare.substring(BEGIN.length(), bare.length() - END.length()));
            ECPrivateKey key =
                    (ECPrivateKey) KeyFactory.getInstance("EC").generatePrivate(new PKCS8EncodedKeySpec(der));
            return Optional.of(key).filter(k -> k.getParams().getOrder().bitLength() == P256_BITS);
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /**
     * @param audience Apple's issuer
     */
    static String sign(Provider provider, String audience, Instant now) {
        ECPrivateKey key = key(provider.clientSecret())
                .orElseThrow(() -> ProviderClient.failed("The key of the client is not one of Apple's"));
        JWTClaimsSet claims = new JWTClaimsSet.Builder()
                .issuer(provider.teamId())
                .subject(provider.clientId())
                .audience(audience)
                .issueTime(Date.from(now))
                .expirationTime(Date.from(now.plus(GOOD_FOR)))
                .build();
        JWSHeader header = new JWSHeader.Builder(JWSAlgorithm.ES256)
                .keyID(provider.keyId())
                .build();
        try {
            SignedJWT jwt = new SignedJWT(header, claims);
            jwt.sign(new ECDSASigner(key));
            return jwt.serialize();
        } catch (JOSEException e) {
            throw new IllegalStateException("A P-256 key signs ES256", e);
        }
    }
}
