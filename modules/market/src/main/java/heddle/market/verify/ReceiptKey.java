package heddle.market.verify;

import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.interfaces.EdECPrivateKey;
import java.security.spec.PKCS8EncodedKeySpec;
import org.bouncycastle.crypto.params.Ed25519PrivateKeyParameters;
import org.bouncycastle.crypto.signers.Ed25519Signer;

/**
 * The pair that verdicts are signed with, Ed25519. Signed by Bouncy Castle, which needs a tenth of the time that the JDK
 * does.
 *
 * @param publicKey X.509 SubjectPublicKeyInfo
 * @param secret PKCS #8
 */
@SuppressWarnings("ArrayRecordComponent")
record ReceiptKey(String id, byte[] publicKey, byte[] secret, Ed25519PrivateKeyParameters signing) {
    private static final String ALGORITHM = "Ed25519";

    static ReceiptKey make(String id) {
        try {
            KeyPair pair = KeyPairGenerator.getInstance(ALGORITHM).generateKeyPair();
            return of(id, pair.getPublic().getEncoded(), pair.getPrivate().getEncoded());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Every Java has Ed25519", e);
        }
    }

    /** @param secret PKCS #8 */
    static ReceiptKey of(String id, byte[] publicKey, byte[] secret) {
        try {
            PrivateKey key = KeyFactory.getInstance(ALGORITHM).generatePrivate(new PKCS8EncodedKeySpec(secret));
            byte[] seed = ((EdECPrivateKey) key).getBytes().orElseThrow();
            return new ReceiptKey(id, publicKey, secret, new Ed25519PrivateKeyParameters(seed));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("The kept key is no Ed25519 key", e);
        }
    }

    byte[] sign(byte[] bytes) {
        Ed25519Signer signer = new Ed25519Signer();
        signer.init(true, signing);
        signer.update(bytes, 0, bytes.length);
        return signer.generateSignature();
    }
}
