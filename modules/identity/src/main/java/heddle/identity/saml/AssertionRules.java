package heddle.identity.saml;

import heddle.kernel.problem.Problem;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.w3c.dom.Element;

/** Judges an assertion whose signature was right: from whom, for whom, where, when, and in answer to what. */
final class AssertionRules {
    private static final String BEARER = "urn:oasis:names:tc:SAML:2.0:cm:bearer";
    private static final String TRANSIENT = "urn:oasis:names:tc:SAML:2.0:nameid-format:transient";
    private static final Duration LEEWAY = Duration.ofSeconds(60);
    /** Ids of assertions are remembered for longer than this, so none can come twice. */
    private static final Duration LONGEST = Duration.ofHours(24);

    private static final Set<String> CONDITIONS = Set.of("AudienceRestriction", "OneTimeUse", "ProxyRestriction");
    private static final int MAX_ATTRIBUTES = 100;
    private static final int MAX_VALUE = 2_000;
    private static final int MAX_NAME_ID = 500;

    /**
     * What this service provider expects.
     *
     * @param requestId of the request that is answered, or null where the provider may begin
     */
    record Expected(
            String idpEntityId,
            String audience,
            String acsUrl,
            @Nullable String requestId,
            Instant now) {}

    private AssertionRules() {}

    /** Checks of the response around the assertion; where it was not signed they can only refuse more. */
    static void checkResponse(Element response, Expected expected) {
        if (!SamlXml.is(response, SamlXml.PROTOCOL, "Response") || !version(response)) {
            throw refused("SAML_INVALID_RESPONSE", "This is no SAML 2.0 response");
        }
        Element status = SamlXml.child(response, SamlXml.PROTOCOL, "Status");
        Element code = status == null ? null : SamlXml.child(status, SamlXml.PROTOCOL, "StatusCode");
        if (code == null || !SamlXml.attribute(code, "Value").equals("urn:oasis:names:tc:SAML:2.0:status:Success")) {
            throw refused("SAML_NOT_SIGNED_IN", "The identity provider did not let this sign-in finish");
        }
        String destination = SamlXml.attribute(response, "Destination");
        boolean signed = !SamlXml.children(response, SamlXml.DSIG, "Signature").isEmpty();
        if (destination.isEmpty() ? signed : !destination.equals(expected.acsUrl())) {
            throw refused("SAML_WRONG_DESTINATION", "The response was sent for another address");
        }
        Element issuer = SamlXml.child(response, SamlXml.ASSERTION, "Issuer");
        if (issuer != null && !SamlXml.text(issuer).equals(expected.idpEntityId())) {
            throw refused("SAML_WRONG_ISSUER", "The response is of another identity provider");
        }
        requireAnswer(SamlXml.attribute(response, "InResponseTo"), expected);
    }

    /**
     * @param assertion as parsed from the octets that were signed
     * @throws Problem 400 whose code says which rule was broken
     */
    static Statement judge(Element assertion, Expected expected) {
        Element issuer = SamlXml.child(assertion, SamlXml.ASSERTION, "Issuer");
        if (!version(assertion) || issuer == null || !SamlXml.text(issuer).equals(expected.idpEntityId())) {
            throw refused("SAML_WRONG_ISSUER", "The assertion is of another identity provider");
        }
        Element subject = SamlXml.child(assertion, SamlXml.ASSERTION, "Subject");
        Element nameId = subject == null ? null : SamlXml.child(subject, SamlXml.ASSERTION, "NameID");
        if (subject == null || nameId == null) {
            throw refused("SAML_NO_SUBJECT", "The assertion names nobody");
        }
        requireConfirmed(subject, expected);
        requireConditions(assertion, expected);
        Instant until = sessionUntil(assertion, expected.now());
        String name = SamlXml.text(nameId);
        String format = SamlXml.attribute(nameId, "Format");
        if (name.isEmpty() || name.length() > MAX_NAME_ID || format.equals(TRANSIENT)) {
            throw refused("SAML_NO_SUBJECT", "The assertion must name the person by a NameID that stays the same");
        }
        return new Statement(SamlXml.attribute(assertion, "ID"), name, format, until, attributes(assertion));
    }

    private static void requireConfirmed(Element subject, Expected expected) {
        Problem why = refused("SAML_WRONG_RECIPIENT", "The assertion has no confirmation by its bearer");
        for (Element confirmation : SamlXml.children(subject, SamlXml.ASSERTION, "SubjectConfirmation")) {
            Element data = SamlXml.child(confirmation, SamlXml.ASSERTION, "SubjectConfirmationData");
            if (data != null && SamlXml.attribute(confirmation, "Method").equals(BEARER)) {
                try {
                    requireBearer(data, expected);
                    return;
                } catch (Problem refused) {
                    why = refused;
                }
            }
        }
        throw why;
    }

    private static void requireBearer(Element data, Expected expected) {
        if (!SamlXml.attribute(data, "Recipient").equals(expected.acsUrl())) {
            throw refused("SAML_WRONG_RECIPIENT", "The assertion is for another recipient");
        }
        Instant until = moment(data, "NotOnOrAfter");
        if (until == null || until.isAfter(expected.now().plus(LONGEST))) {
            throw refused("SAML_EXPIRED", "The assertion must say until when it may be delivered, at most a day ahead");
        }
        requireTimes(data, expected.now());
        requireAnswer(SamlXml.attribute(data, "InResponseTo"), expected);
        boolean missing = expected.requestId() != null && !data.hasAttributeNS(null, "InResponseTo");
        if (missing) {
            throw refused("SAML_UNKNOWN_REQUEST", "The assertion does not say which request it answers");
        }
    }

    /** An answer names the request that we made; where we made none it names none. */
    private static void requireAnswer(String named, Expected expected) {
        String known = expected.requestId() == null ? "" : expected.requestId();
        if (!named.isEmpty() && !named.equals(known)) {
            throw refused("SAML_UNKNOWN_REQUEST", "This answers a request that was not made here");
        }
    }

    private static void requireConditions(Element assertion, Expected expected) {
        Element conditions = SamlXml.child(assertion, SamlXml.ASSERTION, "Conditions");
        if (conditions == null) {
            throw refused("SAML_WRONG_AUDIENCE", "The assertion says for nobody whom it is meant for");
        }
        requireTimes(conditions, expected.now());
        List<Element> parts = SamlXml.children(conditions);
        boolean known = parts.stream()
                .allMatch(p -> SamlXml.ASSERTION.equals(p.getNamespaceURI()) && CONDITIONS.contains(p.getLocalName()));
        if (!known) {
            throw refused("SAML_INVALID_RESPONSE", "The assertion has a condition that is not known here");
        }
        List<Element> restrictions = SamlXml.children(conditions, SamlXml.ASSERTION, "AudienceRestriction");
        boolean meant = !restrictions.isEmpty()
                && restrictions.stream()
                        .allMatch(r -> SamlXml.children(r, SamlXml.ASSERTION, "Audience").stream()
                                .anyMatch(a -> SamlXml.text(a).equals(expected.audience())));
        if (!meant) {
            throw refused("SAML_WRONG_AUDIENCE", "The assertion is meant for another service");
        }
    }

    private static @Nullable Instant sessionUntil(Element assertion, Instant now) {
        List<Element> statements = SamlXml.children(assertion, SamlXml.ASSERTION, "AuthnStatement");
        if (statements.isEmpty()) {
            throw refused("SAML_NOT_SIGNED_IN", "The assertion does not say that anybody signed in");
        }
        Instant least = null;
        for (Element statement : statements) {
            Instant until = moment(statement, "SessionNotOnOrAfter");
            if (until != null && (least == null || until.isBefore(least))) {
                least = until;
            }
        }
        if (least != null && !now.isBefore(least)) {
            throw refused("SAML_EXPIRED", "The session at the identity provider has ended");
        }
        return least;
    }

    private static void requireTimes(Element element, Instant now) {
        Instant from = moment(element, "NotBefore");
        Instant until = moment(element, "NotOnOrAfter");
        if (from != null && now.plus(LEEWAY).isBefore(from)) {
            throw refused("SAML_NOT_YET_VALID", "The assertion is not valid yet; compare the clocks");
        }
        if (until != null && !now.isBefore(until.plus(LEEWAY))) {
            throw refused("SAML_EXPIRED", "The assertion has expired; sign in again");
        }
    }

    private static @Nullable Instant moment(Element element, String name) {
        String text = SamlXml.attribute(element, name);
        if (text.isEmpty()) {
            return null;
        }
        try {
            return OffsetDateTime.parse(text).toInstant();
        } catch (DateTimeException e) {
            throw refused("SAML_INVALID_RESPONSE", name + " is no moment in time");
        }
    }

    private static Map<String, List<String>> attributes(Element assertion) {
        Map<String, List<String>> out = new LinkedHashMap<>();
        Map<String, List<String>> friendly = new LinkedHashMap<>();
        for (Element statement : SamlXml.children(assertion, SamlXml.ASSERTION, "AttributeStatement")) {
            for (Element attribute : SamlXml.children(statement, SamlXml.ASSERTION, "Attribute")) {
                List<String> values = SamlXml.children(attribute, SamlXml.ASSERTION, "AttributeValue").stream()
                        .map(SamlXml::text)
                        .filter(v -> !v.isEmpty() && v.length() <= MAX_VALUE)
                        .toList();
                if (values.isEmpty() || out.size() == MAX_ATTRIBUTES) {
                    continue;
                }
                out.merge(SamlXml.attribute(attribute, "Name"), values, AssertionRules::joined);
                friendly.putIfAbsent(SamlXml.attribute(attribute, "FriendlyName"), values);
            }
        }
        friendly.remove("");
        friendly.forEach(out::putIfAbsent);
        return out;
    }

    private static List<String> joined(List<String> some, List<String> more) {
        return java.util.stream.Stream.concat(some.stream(), more.stream()).toList();
    }

    private static boolean version(Element element) {
        return SamlXml.attribute(element, "Version").equals("2.0");
    }

    private static Problem refused(String code, String text) {
        return Problem.badRequest(code, text);
    }
}
