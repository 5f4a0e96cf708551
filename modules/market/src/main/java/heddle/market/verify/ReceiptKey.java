package heddle.market.verify;

import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.spec.PKCS8EncodedKeySpec;

/**
 * The pair that verdicts are signed with, Ed25519.
 *
 * @param publicKey X.509 SubjectPublicKeyInfo
 */
@SuppressWarnings("ArrayRecordComponent")
record ReceiptKey(String id, byte[] publicKey, PrivateKey secret) {
    private static final String ALGORITHM = "Ed25519";

    static ReceiptKey make(String id) {
        try {
            KeyPair pair = KeyPairGenerator.getInstance(ALGORITHM).generateKeyPair();
            return new ReceiptKey(id, pair.getPublic().getEncoded(), pair.getPrivate());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Every Java has Ed25519", e);
        }
    }

    /** @param secret PKCS #8 */
    static ReceiptKey of(String id, byte[] publicKey, byte[] secret) {
        try {
            return new ReceiptKey(
                    id, publicKey, KeyFactory.getInstance(ALGORITHM).generatePrivate(new PKCS8EncodedKeySpec(secret)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("The kept key is no Ed25519 key", e);
        }
    }

    byte[] sign(byte[] bytes) {
        try {
            Signature signature = Signature.getInstance(ALGORITHM);
            signature.initSign(secret);
            signature.update(bytes);
            return signature.sign();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Ed25519 refused to sign", e);
        }
    }
}
