package heddle.identity.saml;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import org.bouncycastle.asn1.ASN1EncodableVector;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.DERBitString;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.asn1.x509.TBSCertificate;
import org.bouncycastle.asn1.x509.Time;
import org.bouncycastle.asn1.x509.V3TBSCertificateGenerator;

/**
 * Signs requests to identity providers. The certificate is signed by itself: it only carries the public key, which the
 * other side pins.
 *
 * @param certificate base64 of DER
 */
record SigningKey(String certificate, PrivateKey key) {
    static final String ALGORITHM = "http://www.w3.org/2001/04/xmldsig-more#rsa-sha256";
    private static final String SHA256_RSA = "SHA256withRSA";
    private static final int BITS = 2048;
    private static final Duration LIFE = Duration.ofDays(3650);

    /** A new pair. */
    static SigningKey make(String tenantId, Instant now) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
            generator.initialize(BITS);
            KeyPair pair = generator.generateKeyPair();
            byte[] certificate = certificate(pair, "CN=Heddle " + tenantId, now);
            return new SigningKey(Base64.getEncoder().encodeToString(certificate), pair.getPrivate());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Every Java has RSA", e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static SigningKey of(String certificate, byte[] pkcs8) {
        try {
            return new SigningKey(
                    certificate, KeyFactory.getInstance("RSA").generatePrivate(new PKCS8EncodedKeySpec(pkcs8)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("A key that was made here cannot be read", e);
        }
    }

    /** Base64 of the signature of a query. */
    String sign(String text) {
        try {
            return Base64.getEncoder().encodeToString(signed(key, text.getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("RSA refused to sign", e);
        }
    }

    private static byte[] certificate(KeyPair pair, String name, Instant now)
            throws GeneralSecurityException, IOException {
        AlgorithmIdentifier algorithm =
                new AlgorithmIdentifier(PKCSObjectIdentifiers.sha256WithRSAEncryption, DERNull.INSTANCE);
        V3TBSCertificateGenerator generator = new V3TBSCertificateGenerator();
        generator.setSerialNumber(new ASN1Integer(BigInteger.valueOf(now.toEpochMilli())));
        generator.setIssuer(new X500Name(name));
        generator.setSubject(new X500Name(name));
        generator.setStartDate(new Time(Date.from(now.minus(Duration.ofDays(1)))));
        generator.setEndDate(new Time(Date.from(now.plus(LIFE))));
        generator.setSubjectPublicKeyInfo(
                SubjectPublicKeyInfo.getInstance(pair.getPublic().getEncoded()));
        generator.setSignature(algorithm);
        TBSCertificate content = generator.generateTBSCertificate();
        ASN1EncodableVector parts = new ASN1EncodableVector();
        parts.add(content);
        parts.add(algorithm);
        parts.add(new DERBitString(signed(pair.getPrivate(), content.getEncoded("DER"))));
        return new DERSequence(parts).getEncoded("DER");
    }

    private static byte[] signed(PrivateKey key, byte[] bytes) throws GeneralSecurityException {
        Signature signature = Signature.getInstance(SHA256_RSA);
        signature.initSign(key);
        signature.update(bytes);
        return signature.sign();
    }
}
