package heddle.identity.saml;

import heddle.kernel.problem.Problem;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.security.PublicKey;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import javax.xml.crypto.KeySelector;
import javax.xml.crypto.MarshalException;
import javax.xml.crypto.dsig.CanonicalizationMethod;
import javax.xml.crypto.dsig.Reference;
import javax.xml.crypto.dsig.Transform;
import javax.xml.crypto.dsig.XMLSignature;
import javax.xml.crypto.dsig.XMLSignatureException;
import javax.xml.crypto.dsig.XMLSignatureFactory;
import javax.xml.crypto.dsig.dom.DOMValidateContext;
import org.jspecify.annotations.Nullable;
import org.w3c.dom.Attr;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NamedNodeMap;

/**
 * Finds the one assertion of a response, if the identity provider signed it. What is handed on is parsed anew from the
 * very octets that the signature covers, so nothing that was wrapped around, put beside or commented into them is seen.
 */
final class SignedAssertion {
    private static final String EXCLUSIVE = CanonicalizationMethod.EXCLUSIVE;
    private static final Set<String> SIGNATURES = Set.of(
            "http://www.w3.org/2001/04/xmldsig-more#rsa-sha256",
            "http://www.w3.org/2001/04/xmldsig-more#rsa-sha384",
            "http://www.w3.org/2001/04/xmldsig-more#rsa-sha512",
            "http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha256",
            "http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha384",
            "http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha512");
    private static final Set<String> DIGESTS = Set.of(
            "http://www.w3.org/2001/04/xmlenc#sha256",
            "http://www.w3.org/2001/04/xmldsig-more#sha384",
            "http://www.w3.org/2001/04/xmlenc#sha512");
    private static final Set<String> TRANSFORMS = Set.of(Transform.ENVELOPED, EXCLUSIVE);
    private static final Set<String> ID_NAMES = Set.of("id", "assertionid", "responseid");
    private static final Pattern ID = Pattern.compile("[A-Za-z_][A-Za-z0-9_.-]{0,199}");

    private SignedAssertion() {}

    /**
     * The signed assertion of a response, on its own.
     *
     * @throws Problem 400 SAML_UNSIGNED, SAML_INVALID_SIGNATURE or SAML_INVALID_RESPONSE
     */
    static Element of(Document response, List<PublicKey> keys) {
        Element root = response.getDocumentElement();
        Element assertion = onlyAssertion(response);
        requireUniqueIds(root, new HashSet<>());
        List<Element> signatures = SamlXml.everywhere(response, SamlXml.DSIG, "Signature");
        Element ofAssertion = onlySignature(assertion);
        Element ofResponse = onlySignature(root);
        int expected = (ofAssertion == null ? 0 : 1) + (ofResponse == null ? 0 : 1);
        if (signatures.size() != expected) {
            throw invalid("a signature stands where none belongs");
        }
        // Both are judged where there are two: half of a forged message is no reason to believe the other half.
        byte[] wholly = ofResponse == null ? new byte[0] : verified(root, ofResponse, keys);
        byte[] alone = ofAssertion == null ? new byte[0] : verified(assertion, ofAssertion, keys);
        if (alone.length > 0) {
            return reread(alone, "Assertion", SamlXml.ASSERTION);
        }
        if (wholly.length > 0) {
            return onlyAssertion(reread(wholly, "Response", SamlXml.PROTOCOL).getOwnerDocument());
        }
        throw Problem.badRequest(
                "SAML_UNSIGNED", "The identity provider signed neither the assertion nor the response");
    }

    private static Element onlyAssertion(Document response) {
        List<Element> all = SamlXml.everywhere(response, SamlXml.ASSERTION, "Assertion");
        if (!SamlXml.everywhere(response, SamlXml.ASSERTION, "EncryptedAssertion")
                .isEmpty()) {
            throw Problem.badRequest(
                    "SAML_ENCRYPTED",
                    "Encrypted assertions cannot be read here; switch encryption off for this client");
        }
        boolean oneResponse =
                SamlXml.everywhere(response, SamlXml.PROTOCOL, "Response").size() == 1;
        if (all.size() != 1
                || !oneResponse
                || !response.getDocumentElement().isSameNode(all.getFirst().getParentNode())) {
            throw Problem.badRequest("SAML_INVALID_RESPONSE", "A response must hold exactly one assertion");
        }
        return all.getFirst();
    }

    /** Whatever a library takes for an id must be unique, or two readers find two elements. */
    private static void requireUniqueIds(Element element, Set<String> seen) {
        NamedNodeMap attributes = element.getAttributes();
        for (int i = 0; i < attributes.getLength(); i++) {
            Attr attribute = (Attr) attributes.item(i);
            String name = String.valueOf(attribute.getLocalName()).toLowerCase(java.util.Locale.ROOT);
            if (ID_NAMES.contains(name) && !seen.add(attribute.getValue())) {
                throw invalid("an ID stands twice");
            }
        }
        SamlXml.children(element).forEach(child -> requireUniqueIds(child, seen));
    }

    private static @Nullable Element onlySignature(Element parent) {
        List<Element> found = SamlXml.children(parent, SamlXml.DSIG, "Signature");
        if (found.size() > 1) {
            throw invalid("an element has two signatures");
        }
        return found.isEmpty() ? null : found.getFirst();
    }

    /** The octets of an element that its own signature covers. */
    private static byte[] verified(Element signed, Element signature, List<PublicKey> keys) {
        String id = SamlXml.attribute(signed, "ID");
        if (!ID.matcher(id).matches()) {
            throw invalid("the signed element has no ID");
        }
        if (!SamlXml.children(signature, SamlXml.DSIG, "Object").isEmpty()) {
            throw invalid("it holds an object");
        }
        signed.setIdAttributeNS(null, "ID", true);
        for (PublicKey key : keys) {
            byte[] octets = verified(signature, id, key);
            if (octets.length > 0) {
                return octets;
            }
        }
        throw invalid("it is not of a certificate that is pinned here");
    }

    private static byte[] verified(Element signature, String id, PublicKey key) {
        DOMValidateContext context = new DOMValidateContext(KeySelector.singletonKeySelector(key), signature);
        context.setProperty("org.jcp.xml.dsig.secureValidation", true);
        context.setProperty("javax.xml.crypto.dsig.cacheReference", true);
        try {
            XMLSignature parsed = XMLSignatureFactory.getInstance("DOM").unmarshalXMLSignature(context);
            Reference reference = requireStrict(parsed, id);
            if (!parsed.validate(context)) {
                return new byte[0];
            }
            try (InputStream octets = reference.getDigestInputStream()) {
                return octets.readAllBytes();
            }
        } catch (MarshalException | XMLSignatureException e) {
            // A key of another kind than the signature's is no match either.
            return new byte[0];
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The one reference of the signature: to the element it stands in, with nothing but the usual transforms. */
    private static Reference requireStrict(XMLSignature signature, String id) {
        var info = signature.getSignedInfo();
        if (!SIGNATURES.contains(info.getSignatureMethod().getAlgorithm())
                || !info.getCanonicalizationMethod().getAlgorithm().equals(EXCLUSIVE)) {
            throw invalid("its algorithm is not accepted; sign with SHA-256 and exclusive canonicalization");
        }
        if (info.getReferences().size() != 1) {
            throw invalid("it must have exactly one reference");
        }
        Reference reference = info.getReferences().getFirst();
        if (!("#" + id).equals(reference.getURI())) {
            throw invalid("it refers to another element");
        }
        if (!DIGESTS.contains(reference.getDigestMethod().getAlgorithm())) {
            throw invalid("its digest is not accepted; use SHA-256");
        }
        List<String> transforms =
                reference.getTransforms().stream().map(Transform::getAlgorithm).toList();
        if (transforms.size() != 2 || !TRANSFORMS.equals(Set.copyOf(transforms))) {
            throw invalid("its transforms must be enveloped-signature and exclusive canonicalization");
        }
        return reference;
    }

    private static Element reread(byte[] octets, String name, String namespace) {
        Element root = SamlXml.parse(octets).getDocumentElement();
        if (!SamlXml.is(root, namespace, name)) {
            throw invalid("it covers something else");
        }
        return root;
    }

    private static Problem invalid(String why) {
        return Problem.badRequest("SAML_INVALID_SIGNATURE", "The signature is refused: " + why);
    }
}
