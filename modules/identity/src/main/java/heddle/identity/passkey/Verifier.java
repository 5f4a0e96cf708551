package heddle.identity.passkey;

import com.webauthn4j.WebAuthnManager;
import com.webauthn4j.converter.util.ObjectConverter;
import com.webauthn4j.credential.CredentialRecord;
import com.webauthn4j.credential.CredentialRecordImpl;
import com.webauthn4j.data.AuthenticationData;
import com.webauthn4j.data.AuthenticationParameters;
import com.webauthn4j.data.AuthenticationRequest;
import com.webauthn4j.data.PublicKeyCredentialParameters;
import com.webauthn4j.data.PublicKeyCredentialType;
import com.webauthn4j.data.RegistrationData;
import com.webauthn4j.data.RegistrationParameters;
import com.webauthn4j.data.RegistrationRequest;
import com.webauthn4j.data.attestation.authenticator.AAGUID;
import com.webauthn4j.data.attestation.authenticator.AttestedCredentialData;
import com.webauthn4j.data.attestation.authenticator.AuthenticatorData;
import com.webauthn4j.data.attestation.authenticator.COSEKey;
import com.webauthn4j.data.attestation.statement.COSEAlgorithmIdentifier;
import com.webauthn4j.data.attestation.statement.NoneAttestationStatement;
import com.webauthn4j.data.client.Origin;
import com.webauthn4j.data.client.challenge.DefaultChallenge;
import com.webauthn4j.server.ServerProperty;
import com.webauthn4j.util.exception.WebAuthnException;
import com.webauthn4j.verifier.exception.MaliciousCounterValueException;
import heddle.kernel.problem.Problem;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import tools.jackson.core.JacksonException;

/**
 * Judges what authenticators sign: type, challenge, origin, host, presence, algorithm, signature and counter. Which
 * maker built the authenticator is not asked, as {@code attestation: none} says. The library refuses bytes that it cannot
 * read with exceptions of three families; to us they are one.
 */
final class Verifier {
    /** COSE algorithms in the order of our liking: ES256, EdDSA, RS256. */
    static final List<Integer> ALGORITHMS = List.of(-7, -8, -257);

    /** A new credential that was right. */
    record Registered(
            String credentialId,
            String publicKey,
            String aaguid,
            long signCount,
            boolean backupAble,
            boolean backedUp) {}

    /**
     * A use that was right.
     *
     * @param userVerified whether the device asked for a finger, a face or a PIN
     */
    record Used(long signCount, boolean userVerified, boolean backedUp) {}

    /** A counter that went back: the key exists twice. */
    static final class CounterWentBack extends Exception {
        CounterWentBack() {
            super(null, null, false, false);
        }
    }

    private final ObjectConverter converter = new ObjectConverter();
    private final WebAuthnManager manager = WebAuthnManager.createNonStrictWebAuthnManager(converter);

    /**
     * @throws Problem 401 WEBAUTHN_VERIFICATION_FAILED
     */
    Registered register(Credential shown, RelyingParty party, String challenge) {
        RegistrationRequest request = new RegistrationRequest(
                shown.part("attestationObject"), shown.clientData(), Set.copyOf(shown.transports()));
        RegistrationParameters expected =
                new RegistrationParameters(server(party, challenge), algorithms(), false, true);
        try {
            RegistrationData data = manager.verify(request, expected);
            AuthenticatorData<?> told = data.getAttestationObject().getAuthenticatorData();
            AttestedCredentialData credential = told.getAttestedCredentialData();
            if (credential == null || !Arrays.equals(credential.getCredentialId(), shown.rawId())) {
                throw failed();
            }
            return new Registered(
                    shown.id(),
                    Base64.getUrlEncoder()
                            .withoutPadding()
                            .encodeToString(converter.getCborMapper().writeValueAsBytes(credential.getCOSEKey())),
                    credential.getAaguid().toString(),
                    told.getSignCount(),
                    told.isFlagBE(),
                    told.isFlagBS());
        } catch (WebAuthnException | JacksonException | IllegalArgumentException e) {
            throw failed();
        }
    }

    /**
     * @throws Problem 401 WEBAUTHN_VERIFICATION_FAILED
     * @throws CounterWentBack when the signature is right, but the key signed more often before
     */
    Used use(Credential shown, Passkey passkey, RelyingParty party, String challenge) throws CounterWentBack {
        AuthenticationRequest request = new AuthenticationRequest(
                shown.rawId(), shown.part("authenticatorData"), shown.clientData(), shown.part("signature"));
        AuthenticationParameters expected =
                new AuthenticationParameters(server(party, challenge), record(passkey), null, false, true);
        try {
            AuthenticationData data = manager.verify(request, expected);
            AuthenticatorData<?> told = data.getAuthenticatorData();
            return new Used(told.getSignCount(), told.isFlagUV(), told.isFlagBS());
        } catch (MaliciousCounterValueException e) {
            throw new CounterWentBack();
        } catch (WebAuthnException | JacksonException | IllegalArgumentException e) {
            throw failed();
        }
    }

    static Problem failed() {
        return Problem.unauthorized(
                "WEBAUTHN_VERIFICATION_FAILED",
                "This passkey could not be verified; begin again, or sign in otherwise");
    }

    private static ServerProperty server(RelyingParty party, String challenge) {
        return ServerProperty.builder()
                .origins(party.origins().stream().map(Origin::create).collect(Collectors.toSet()))
                .rpId(party.id())
                .challenge(new DefaultChallenge(challenge))
                .build();
    }

    private static List<PublicKeyCredentialParameters> algorithms() {
        return ALGORITHMS.stream()
                .map(a -> new PublicKeyCredentialParameters(
                        PublicKeyCredentialType.PUBLIC_KEY, COSEAlgorithmIdentifier.create(a)))
                .toList();
    }

    private CredentialRecord record(Passkey passkey) {
        COSEKey key =
                converter.getCborMapper().readValue(Base64.getUrlDecoder().decode(passkey.publicKey()), COSEKey.class);
        AttestedCredentialData credential = new AttestedCredentialData(
                new AAGUID(passkey.aaguid()), Base64.getUrlDecoder().decode(passkey.credentialId()), key);
        return new CredentialRecordImpl(
                new NoneAttestationStatement(),
                null,
                passkey.backupAble(),
                passkey.backedUp(),
                passkey.signCount(),
                credential,
                null,
                null,
                null,
                null);
    }
}
