package heddle.server.identity;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import heddle.kernel.crypto.Tokens;
import heddle.kernel.http.FormBody;
import heddle.kernel.json.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import tools.jackson.databind.node.ObjectNode;

/** An OpenID provider of the tests' own: honest by default, and as dishonest as a test asks. */
final class StandInIssuer implements AutoCloseable {
    static final String CLIENT_ID = "heddle-of-the-tests";
    static final String CLIENT_SECRET = "secret of the client";

    /** Makes the token of a sign-in; tests replace the honest one. */
    interface Forge {
        String token(JWTClaimsSet.Builder claims) throws JOSEException;
    }

    private record Grant(String nonce, String challenge, String redirectUri, JWTClaimsSet person, Forge forge) {}

    private final HttpServer server;
    private final RSAKey key;
    private final Map<String, Grant> grants = new ConcurrentHashMap<>();

    StandInIssuer() {
        try {
            key = new RSAKeyGenerator(2048).keyID("key-1").generate();
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
        server.createContext("/.well-known/openid-configuration", this::configuration);
        server.createContext(
                "/keys", x -> answer(x, 200, new JWKSet(key).toPublicJWKSet().toString()));
        server.createContext("/token", this::token);
        server.start();
    }

    String issuer() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    RSAKey key() {
        return key;
    }

    /** Lets somebody in at the address that a sign-in was sent to; the code that the browser brings back. */
    String authorize(String url, JWTClaimsSet person) {
        return authorize(url, person, this::sign);
    }

    String authorize(String url, JWTClaimsSet person, Forge forge) {
        Map<String, String> asked = FormBody.parse(URI.create(url).getRawQuery());
        if (!"S256".equals(asked.get("code_challenge_method")) || !CLIENT_ID.equals(asked.get("client_id"))) {
            throw new AssertionError("Not a request of PKCE: " + url);
        }
        String code = Tokens.base64Url(16);
        grants.put(
                code,
                new Grant(
                        String.valueOf(asked.get("nonce")),
                        String.valueOf(asked.get("code_challenge")),
                        String.valueOf(asked.get("redirect_uri")),
                        person,
                        forge));
        return code;
    }

    /** The honest signature. */
    String sign(JWTClaimsSet.Builder claims) throws JOSEException {
        return sign(claims.build(), key);
    }

    static String sign(JWTClaimsSet claims, RSAKey with) throws JOSEException {
        JWSHeader header =
                new JWSHeader.Builder(JWSAlgorithm.RS256).keyID("key-1").build();
        SignedJWT jwt = new SignedJWT(header, claims);
        jwt.sign(new RSASSASigner(with));
        return jwt.serialize();
    }

    private void configuration(HttpExchange x) throws IOException {
        ObjectNode document = Json.object()
                .put("issuer", issuer())
                .put("authorization_endpoint", issuer() + "/authorize")
                .put("token_endpoint", issuer() + "/token")
                .put("jwks_uri", issuer() + "/keys");
        answer(x, 200, document.toString());
    }

    /** Gives a token for a code once, to the client it was made for, who shows the verifier. */
    private void token(HttpExchange x) throws IOException {
        Map<String, String> form =
                FormBody.parse(new String(x.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
        Grant grant = grants.remove(String.valueOf(form.get("code")));
        String verifier = String.valueOf(form.get("code_verifier"));
        String shown = Base64.getUrlEncoder().withoutPadding().encodeToString(Tokens.sha256(verifier));
        String basic = "Basic "
                + Base64.getEncoder()
                        .encodeToString(
                                (CLIENT_ID + ":" + CLIENT_SECRET.replace(' ', '+')).getBytes(StandardCharsets.UTF_8));
        boolean ours = basic.equals(x.getRequestHeaders().getFirst("Authorization"));
        if (grant == null
                || !ours
                || !grant.challenge().equals(shown)
                || !grant.redirectUri().equals(form.get("redirect_uri"))) {
            answer(x, 400, "{\"error\":\"invalid_grant\"}");
            return;
        }
        Instant now = Instant.now();
        JWTClaimsSet.Builder claims = new JWTClaimsSet.Builder(grant.person())
                .issuer(issuer())
                .audience(CLIENT_ID)
                .issueTime(Date.from(now))
                .expirationTime(Date.from(now.plusSeconds(300)))
                .claim("nonce", grant.nonce());
        try {
            ObjectNode tokens = Json.object()
                    .put("access_token", "access")
                    .put("token_type", "Bearer")
                    .put("id_token", grant.forge().token(claims));
            answer(x, 200, tokens.toString());
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void answer(HttpExchange x, int status, String json) throws IOException {
        byte[] body = json.getBytes(StandardCharsets.UTF_8);
        x.getResponseHeaders().set("Content-Type", "application/json");
        x.sendResponseHeaders(status, body.length);
        try (var out = x.getResponseBody()) {
            out.write(body);
        }
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
