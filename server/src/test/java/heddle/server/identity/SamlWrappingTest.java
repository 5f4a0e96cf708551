package heddle.server.identity;

import static org.assertj.core.api.Assertions.assertThat;

import heddle.server.TestServer;
import heddle.server.TestTenant;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.Node;

/**
 * The eight known ways to wrap what was signed, so that one reader finds the signature right and another reads something
 * else, and a few more. In each the forged part names somebody else.
 */
class SamlWrappingTest {
    private static final StandInIdp IDP = StandInIdp.make();
    private static final String SAML = SamlResponse.SAML;

    private final TestTenant tenant = TestServer.shared().tenant();

    record Wrapping(boolean ofResponse, Consumer<Document> wrap) {}

    @BeforeEach
    void introduce() {
        IDP.introduce(tenant, "");
    }

    static Stream<Named<Wrapping>> wrappings() {
        return Stream.of(
                Named.of("XSW1: the signed response within the signature", new Wrapping(true, SamlWrappingTest::xsw1)),
                Named.of("XSW2: the signed response before the signature", new Wrapping(true, SamlWrappingTest::xsw2)),
                Named.of("XSW3: a forged assertion first", new Wrapping(false, SamlWrappingTest::xsw3)),
                Named.of("XSW4: the signed within a forged assertion", new Wrapping(false, SamlWrappingTest::xsw4)),
                Named.of("XSW5: the signature moved to a forged one", new Wrapping(false, SamlWrappingTest::xsw5)),
                Named.of("XSW6: the signed within that signature", new Wrapping(false, SamlWrappingTest::xsw6)),
                Named.of("XSW7: a forged assertion in extensions", new Wrapping(false, SamlWrappingTest::xsw7)),
                Named.of("XSW8: the signed in an object", new Wrapping(false, SamlWrappingTest::xsw8)),
                Named.of("the same ID twice", new Wrapping(false, SamlWrappingTest::sameId)),
                Named.of("a forged assertion last", new Wrapping(false, SamlWrappingTest::last)));
    }

    @ParameterizedTest
    @MethodSource("wrappings")
    void refuses(Wrapping wrapping) {
        StandInIdp.Asked asked = StandInIdp.ask(tenant);
        String email = Person.address();
        SamlResponse response = new SamlResponse(IDP, asked, "name-of-" + email, email)
                .signing(!wrapping.ofResponse(), wrapping.ofResponse());
        Map<String, String> members = OAuthFlow.fragment(asked.post(response.encoded(wrapping.wrap())));
        assertThat(members).doesNotContainKey("access_token");
        assertThat(members.get("error")).isIn("saml_invalid_response", "saml_invalid_signature", "saml_unsigned");
    }

    /** Nothing above is refused merely because a serialised message would be. */
    @Test
    void acceptsTheSameMessagesUnwrapped() {
        for (boolean ofResponse : new boolean[] {true, false}) {
            StandInIdp.Asked asked = StandInIdp.ask(tenant);
            String email = Person.address();
            SamlResponse response =
                    new SamlResponse(IDP, asked, "name-of-" + email, email).signing(!ofResponse, ofResponse);
            assertThat(OAuthFlow.fragment(asked.post(response.encoded(d -> {}))))
                    .containsKey("access_token");
        }
    }

    private static Element assertion(Document d) {
        return SamlResponse.first(d, SAML, "Assertion");
    }

    private static Element signature(Element of) {
        return (Element)
                of.getElementsByTagNameNS(SamlResponse.DSIG, "Signature").item(0);
    }

    private static Element unsigned(Element element) {
        Element copy = (Element) element.cloneNode(true);
        Element signature = signature(copy);
        signature.getParentNode().removeChild(signature);
        return copy;
    }

    /** A copy that names somebody else under another ID. */
    private static Element forged(Element of) {
        Element copy = unsigned(of);
        copy.setAttribute("ID", "_forged" + System.nanoTime());
        Node nameId = copy.getElementsByTagNameNS(SAML, "NameID").item(0);
        nameId.setTextContent("admin");
        copy.getElementsByTagNameNS(SAML, "AttributeValue").item(0).setTextContent("admin@example.com");
        return copy;
    }

    private static void forgeResponse(Document d) {
        Element root = d.getDocumentElement();
        root.setAttribute("ID", "_forged");
        assertion(d).setAttribute("ID", "_forgedAssertion");
        d.getElementsByTagNameNS(SAML, "NameID").item(0).setTextContent("admin");
    }

    private static void xsw1(Document d) {
        Element original = unsigned(d.getDocumentElement());
        forgeResponse(d);
        signature(d.getDocumentElement()).appendChild(original);
    }

    private static void xsw2(Document d) {
        Element original = unsigned(d.getDocumentElement());
        forgeResponse(d);
        d.getDocumentElement().insertBefore(original, signature(d.getDocumentElement()));
    }

    private static void xsw3(Document d) {
        Element signed = assertion(d);
        d.getDocumentElement().insertBefore(forged(signed), signed);
    }

    private static void xsw4(Document d) {
        Element signed = assertion(d);
        Element forged = forged(signed);
        d.getDocumentElement().replaceChild(forged, signed);
        forged.appendChild(signed);
    }

    private static void xsw5(Document d) {
        Element signed = assertion(d);
        Element original = unsigned(signed);
        Element forged = forged(signed);
        forged.insertBefore(signature(signed), forged.getFirstChild());
        d.getDocumentElement().replaceChild(forged, signed);
        d.getDocumentElement().appendChild(original);
    }

    private static void xsw6(Document d) {
        Element signed = assertion(d);
        Element original = unsigned(signed);
        Element forged = forged(signed);
        Element signature = signature(signed);
        forged.insertBefore(signature, forged.getFirstChild());
        signature.appendChild(original);
        d.getDocumentElement().replaceChild(forged, signed);
    }

    private static void xsw7(Document d) {
        Element signed = assertion(d);
        Element extensions = d.createElementNS(SamlResponse.SAMLP, "samlp:Extensions");
        extensions.appendChild(forged(signed));
        d.getDocumentElement().insertBefore(extensions, signed);
    }

    private static void xsw8(Document d) {
        Element signed = assertion(d);
        Element original = unsigned(signed);
        Element forged = forged(signed);
        Element signature = signature(signed);
        forged.insertBefore(signature, forged.getFirstChild());
        Element object = d.createElementNS(SamlResponse.DSIG, "ds:Object");
        object.appendChild(original);
        signature.appendChild(object);
        d.getDocumentElement().replaceChild(forged, signed);
    }

    private static void sameId(Document d) {
        Element signed = assertion(d);
        Element forged = forged(signed);
        forged.setAttribute("ID", signed.getAttribute("ID"));
        d.getDocumentElement().insertBefore(forged, signed);
    }

    private static void last(Document d) {
        d.getDocumentElement().appendChild(forged(assertion(d)));
    }
}
