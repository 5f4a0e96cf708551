package heddle.identity.oauth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import heddle.identity.external.Profile;
import heddle.kernel.http.Cidr;
import heddle.kernel.http.FormBody;
import heddle.kernel.outbound.Outbound;
import heddle.kernel.outbound.Reach;
import heddle.kernel.problem.Problem;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.interfaces.ECPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is peculiar to the well-known providers; a server of the tests speaks for them. */
class ProvidersTest {
    private final Map<String, String> answers = new ConcurrentHashMap<>();
    private final Map<String, String> asked = new ConcurrentHashMap<>();
    private final HttpServer server = server();

    @BeforeEach
    void start() {
        server.createContext("/", this::answer);
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    private static HttpServer server() {
        try {
            return HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private void answer(HttpExchange x) throws IOException {
        asked.put(x.getRequestURI().getPath(), new String(x.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
        String text = answers.get(x.getRequestURI().getPath());
        byte[] body = text == null ? new byte[0] : text.getBytes(StandardCharsets.UTF_8);
        x.sendResponseHeaders(text == null ? 404 : 200, body.length == 0 ? -1 : body.length);
        x.getResponseBody().write(body);
        x.close();
    }

    private String base() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    private ProviderCalls calls() {
        Endpoints here = new Endpoints(base(), base() + "/common/v2.0", base(), base(), base());
        Reach loopback = new Reach(List.of(Cidr.parse("127.0.0.0/8").orElseThrow()));
        return new ProviderCalls(new Outbound(loopback), InstantSource.system(), here);
    }

    private Provider provider(Provider.Kind kind, String issuer) {
        return new Provider(kind, "provider", "client", "secret", List.of("email"), issuer, "", "");
    }

    private Profile gitHub() {
        OAuth.Callback callback = new OAuth.Callback("state", "code", null, null, null);
        return calls().profile(
                        provider(Provider.Kind.GITHUB, ""),
                        new ProviderCalls.Answered(callback, "verifier", "nonce", base()));
    }

    @Test
    void readsFromGitHubThePrimaryAddressThatIsConfirmed() {
        answers.put("/login/oauth/access_token", "{\"access_token\":\"t\"}");
        answers.put("/user", "{\"id\":583231,\"login\":\"octocat\",\"name\":null,\"email\":\"shown@example.com\"}");
        answers.put("/user/emails", """
                [{"email":"old@example.com","primary":false,"verified":true},
                 {"email":"octocat@example.com","primary":true,"verified":true}]
                """);
        Profile profile = gitHub();
        assertThat(profile.subject()).isEqualTo("583231");
        assertThat(profile.email()).isEqualTo("octocat@example.com");
        assertThat(profile.emailVerified()).isTrue();
        assertThat(profile.name()).isEqualTo("octocat");
        answers.put("/user/emails", "[{\"email\":\"octocat@example.com\",\"primary\":true,\"verified\":false}]");
        assertThat(gitHub().email()).isNull();
    }

    @Test
    void takesGitHubsRefusalForOneThoughItsStatusIs200() {
        answers.put("/login/oauth/access_token", "{\"error\":\"bad_verification_code\"}");
        assertThatThrownBy(this::gitHub).isInstanceOf(Problem.class).hasMessageContaining("bad_verification_code");
    }

    private static Discovery.Metadata metadata(String userinfo) {
        return new Discovery.Metadata("issuer", "a", "t", "k", userinfo, false);
    }

    private Profile ofToken(Provider.Kind kind, JWTClaimsSet claims, String form) {
        return profiles().ofToken(provider(kind, base()), metadata(""), claims, "", form);
    }

    private Profiles profiles() {
        Reach loopback = new Reach(List.of(Cidr.parse("127.0.0.0/8").orElseThrow()));
        return new Profiles(new ProviderClient(new Outbound(loopback)), Endpoints.STANDARD);
    }

    @Test
    void believesMicrosoftsAddressesOnlyWhenTheirDomainWasConfirmed() {
        JWTClaimsSet.Builder claims = new JWTClaimsSet.Builder()
                .subject("s")
                .claim("email", "a@example.com")
                .claim("email_verified", true);
        assertThat(ofToken(Provider.Kind.MICROSOFT, claims.build(), "").emailVerified())
                .isFalse();
        assertThat(ofToken(
                                Provider.Kind.MICROSOFT,
                                claims.claim("xms_edov", "1").build(),
                                "")
                        .emailVerified())
                .isTrue();
    }

    @Test
    void acceptsAnyTenantOfMicrosoftButNoOtherIssuer() {
        answers.put("/common/v2.0/.well-known/openid-configuration", """
                {"issuer":"%s/{tenantid}/v2.0","authorization_endpoint":"%s/a","token_endpoint":"%s/t","jwks_uri":"%s/k"}
                """.formatted(base(), base(), base(), base()));
        Provider microsoft = provider(Provider.Kind.MICROSOFT, base() + "/common/v2.0");
        ProviderCalls.Door door = calls().door(microsoft);
        assertThat(door.metadata()).isNotNull();
        assertThatThrownBy(() -> calls().door(provider(Provider.Kind.OIDC, base() + "/common/v2.0")))
                .hasMessageContaining("another issuer");
    }

    private void publish(String door, String issuer) {
        answers.put("/" + door + "/v2.0/.well-known/openid-configuration", """
                {"issuer":"%s/%s/v2.0","authorization_endpoint":"%s/a","token_endpoint":"%s/t","jwks_uri":"%s/k"}
                """.formatted(
                        base(), issuer, base(), base(), base()));
    }

    @Test
    void goesThroughTheDoorOfOneDirectoryOfMicrosoft() {
        String directory = "8eaef023-2b34-4da1-9baa-8bc8c9d6a490";
        for (String tenant : List.of(directory, "consumers", "organizations")) {
            String issuer = tenant.equals("consumers")
                    ? "9188040d-6c67-4c5b-b112-36a304b66dad"
                    : tenant.equals("organizations") ? "{tenantid}" : directory;
            publish(tenant, issuer);
            Provider microsoft = provider(Provider.Kind.MICROSOFT, base() + "/" + tenant + "/v2.0");
            assertThat(calls().door(microsoft).metadata())
                    .extracting(Discovery.Metadata::issuer)
                    .isEqualTo(base() + "/" + issuer + "/v2.0");
        }
        publish(directory, "another");
        assertThatThrownBy(() -> calls().door(provider(Provider.Kind.MICROSOFT, base() + "/" + directory + "/v2.0")))
                .hasMessageContaining("another issuer");
    }

    @Test
    void makesApplesSecretAnewOfTheKey() throws Exception {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec("secp256r1"));
        KeyPair pair = generator.generateKeyPair();
        String pem = "-----BEGIN PRIVATE KEY-----\n"
                + Base64.getMimeEncoder().encodeToString(pair.getPrivate().getEncoded())
                + "\n-----END PRIVATE KEY-----\n";
        Provider apple = new Provider(
                Provider.Kind.APPLE,
                "apple",
                "com.example.web",
                pem,
                List.of("email"),
                base(),
                "TEAM123456",
                "KEY1234567");
        Instant now = Instant.parse("2026-11-26T12:00:00Z");
        SignedJWT secret = SignedJWT.parse(AppleSecret.sign(apple, "https://appleid.apple.com", now));
        assertThat(secret.verify(new ECDSAVerifier((ECPublicKey) pair.getPublic())))
                .isTrue();
        assertThat(secret.getHeader().getAlgorithm()).isEqualTo(JWSAlgorithm.ES256);
        assertThat(secret.getHeader().getKeyID()).isEqualTo("KEY1234567");
        JWTClaimsSet claims = secret.getJWTClaimsSet();
        assertThat(claims.getIssuer()).isEqualTo("TEAM123456");
        assertThat(claims.getSubject()).isEqualTo("com.example.web");
        assertThat(claims.getAudience()).containsExactly("https://appleid.apple.com");
        assertThat(claims.getIssueTime().toInstant()).isEqualTo(now);
        assertThat(claims.getExpirationTime().toInstant()).isEqualTo(now.plusSeconds(300));
        assertThat(AppleSecret.isKey("eyJhbGciOiJFUzI1NiJ9.e30.x")).isFalse();
        assertThat(AppleSecret.key("-----BEGIN PRIVATE KEY-----AAAA-----END PRIVATE KEY-----"))
                .isEmpty();
    }

    @Test
    void postsApplesSecretInTheForm() throws Exception {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec("secp256r1"));
        String pem = "-----BEGIN PRIVATE KEY-----\n"
                + Base64.getMimeEncoder()
                        .encodeToString(generator.generateKeyPair().getPrivate().getEncoded())
                + "\n-----END PRIVATE KEY-----";
        answers.put("/.well-known/openid-configuration", """
                {"issuer":"%s","authorization_endpoint":"%s/a","token_endpoint":"%s/t","jwks_uri":"%s/k"}
                """.formatted(base(), base(), base(), base()));
        answers.put("/t", "{\"error\":\"invalid_grant\"}");
        Provider apple =
                new Provider(Provider.Kind.APPLE, "apple", "client", pem, List.of("email"), base(), "TEAM", "KEY");
        OAuth.Callback callback = new OAuth.Callback("state", "code", null, null, null);
        assertThatThrownBy(
                        () -> calls().profile(apple, new ProviderCalls.Answered(callback, "verifier", "nonce", base())))
                .hasMessageContaining("invalid_grant");
        Map<String, String> form = FormBody.parse(asked.getOrDefault("/t", ""));
        assertThat(form).containsEntry("client_id", "client").containsKey("code_verifier");
        SignedJWT secret = SignedJWT.parse(form.get("client_secret"));
        assertThat(secret.getJWTClaimsSet().getAudience()).containsExactly(base());
    }

    @Test
    void takesGooglesOldNameForItsOwnAndNoOther() {
        assertThat(IdTokens.sameIssuer("https://accounts.google.com", "accounts.google.com"))
                .isTrue();
        assertThat(IdTokens.sameIssuer("https://accounts.google.com", "https://accounts.google.com"))
                .isTrue();
        assertThat(IdTokens.sameIssuer("https://accounts.google.com", "https://evil.example"))
                .isFalse();
        assertThat(IdTokens.sameIssuer("https://id.example", "accounts.google.com"))
                .isFalse();
        assertThat(IdTokens.sameIssuer("https://id.example", null)).isFalse();
    }

    @Test
    void readsApplesNameBesideTheTokenAndItsWordsForTruth() {
        JWTClaimsSet claims = new JWTClaimsSet.Builder()
                .subject("s")
                .claim("email", "a@privaterelay.example")
                .claim("email_verified", "true")
                .build();
        String form = "{\"name\":{\"firstName\":\"Ada\",\"lastName\":\"Lovelace\"}}";
        Profile first = ofToken(Provider.Kind.APPLE, claims, form);
        assertThat(first.name()).isEqualTo("Ada Lovelace");
        assertThat(first.emailVerified()).isTrue();
        assertThat(ofToken(Provider.Kind.APPLE, claims, "no json").name()).isEmpty();
    }

    @Test
    void asksAppleForAFormAndEveryoneForProofOfTheCode() {
        ProviderCalls.Door door = new ProviderCalls.Door(base() + "/authorize", metadata(""));
        ProviderCalls.Question question = new ProviderCalls.Question("state", "nonce", "challenge", base());
        String url = calls().authorizeUrl(provider(Provider.Kind.APPLE, base()), door, question);
        assertThat(FormBody.parse(URI.create(url).getRawQuery()))
                .containsEntry("response_mode", "form_post")
                .containsEntry("code_challenge_method", "S256")
                .containsEntry("nonce", "nonce")
                .containsEntry("scope", "openid email");
    }

    @Test
    void asksForThePersonWhereTheTokenHasNoAddress() {
        JWTClaimsSet claims = new JWTClaimsSet.Builder().subject("s").build();
        answers.put("/me", "{\"sub\":\"s\",\"email\":\"a@example.com\",\"email_verified\":true}");
        Provider oidc = provider(Provider.Kind.OIDC, base());
        assertThat(profiles()
                        .ofToken(oidc, metadata(base() + "/me"), claims, "token", "")
                        .email())
                .isEqualTo("a@example.com");
        answers.put("/me", "{\"sub\":\"another\",\"email\":\"a@example.com\",\"email_verified\":true}");
        assertThatThrownBy(() -> profiles().ofToken(oidc, metadata(base() + "/me"), claims, "token", ""))
                .hasMessageContaining("two different people");
    }
}
