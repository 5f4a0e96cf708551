package heddle.identity.saml;

import heddle.kernel.problem.Problem;
import java.io.ByteArrayInputStream;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.Base64;

/** Certificates as people paste them: in PEM, or its bare base64. */
final class Certificates {
    private Certificates() {}

    /**
     * @throws Problem 400 SAML_INVALID_CERTIFICATE
     */
    static X509Certificate parse(String text) {
        String bare = text.replaceAll("-----(BEGIN|END) CERTIFICATE-----", "").replaceAll("\\s", "");
        try {
            return of(Base64.getDecoder().decode(bare));
        } catch (IllegalArgumentException | CertificateException e) {
            throw Problem.badRequest("SAML_INVALID_CERTIFICATE", "A certificate is not in PEM, nor base64 of DER");
        }
    }

    static X509Certificate of(byte[] der) throws CertificateException {
        return (X509Certificate)
                CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(der));
    }
}
