package heddle.server.identity;

import heddle.kernel.http.FormBody;
import heddle.server.TestTenant;
import heddle.testkit.Answer;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.time.Instant;
import java.util.Base64;
import java.util.Map;
import java.util.zip.Inflater;
import java.util.zip.InflaterInputStream;

/** An identity provider of the tests' own: a name, a key and the certificate that tenants pin. */
record StandInIdp(String entityId, PrivateKey key, String certificate) {
    static final String SSO = "https://idp.example.com/sso?realm=acme";
    private static final char[] PASSWORD = "of the tests".toCharArray();

    static StandInIdp make() {
        try {
            Path store = Files.createTempDirectory("heddle-idp").resolve("keys.p12");
            Process keytool = new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "keytool")
                                    .toString(),
                            "-genkeypair",
                            "-alias",
                            "idp",
                            "-keyalg",
                            "RSA",
                            "-keysize",
                            "2048",
                            "-dname",
                            "CN=idp",
                            "-validity",
                            "10",
                            "-storetype",
                            "PKCS12",
                            "-keystore",
                            store.toString(),
                            "-storepass",
                            new String(PASSWORD))
                    .redirectErrorStream(true)
                    .start();
            String said = new String(keytool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (keytool.waitFor() != 0) {
                throw new IllegalStateException(said);
            }
            KeyStore keys = KeyStore.getInstance(store.toFile(), PASSWORD);
            return new StandInIdp(
                    "https://idp.example.com/metadata",
                    (PrivateKey) keys.getKey("idp", PASSWORD),
                    Base64.getEncoder()
                            .encodeToString(keys.getCertificate("idp").getEncoded()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /**
     * Makes a tenant know this provider as {@code acme}.
     *
     * @param more members of the provider's settings, each with a comma before it
     */
    void introduce(TestTenant tenant, String more) {
        tenant.api()
                .post("/v1/auth-config", """
                        {"site_url": "https://app.example.com", "allowed_redirect_urls": ["%s"], "saml_providers": [
                          {"slug": "acme", "enabled": true, "domains": ["example.com"],
                           "idp": {"entity_id": "%s", "sso_url": "%s", "certificates": ["%s"]}%s}]}
                        """.formatted(OAuthFlow.APP, entityId, SSO, certificate, more))
                .is(200);
    }

    /** A sign-in that a tenant has sent to this provider. */
    record Asked(TestTenant tenant, String url, String requestId, String relayState) {
        /** What the clock of the server under test says: other tests move it. */
        Instant now() {
            return tenant.server().app().kernel().time().instant();
        }

        String base() {
            return tenant.server().base() + "/v1/auth/saml/acme";
        }

        String acs() {
            return base() + "/acs?tenant_id=" + tenant.id();
        }

        String audience() {
            return base() + "/metadata?tenant_id=" + tenant.id();
        }

        /** The browser posts what the provider gave it. */
        Answer post(String response) {
            return post(tenant, response, relayState);
        }

        static Answer post(TestTenant tenant, String response, String relayState) {
            String form =
                    "SAMLResponse=" + OAuthFlow.encoded(response) + "&RelayState=" + OAuthFlow.encoded(relayState);
            return tenant.server()
                    .as(null)
                    .send(
                            "POST",
                            "/v1/auth/saml/acme/acs?tenant_id=" + tenant.id(),
                            form.getBytes(StandardCharsets.UTF_8),
                            "application/x-www-form-urlencoded");
        }
    }

    static Asked ask(TestTenant tenant) {
        String url = String.valueOf(tenant.server()
                .as(null)
                .get("/v1/auth/saml/acme/login?tenant_id=" + tenant.id() + "&" + OAuthFlow.toApp())
                .is(302)
                .header("Location"));
        Map<String, String> query = FormBody.parse(URI.create(url).getRawQuery());
        String request = inflated(String.valueOf(query.get("SAMLRequest")));
        return new Asked(
                tenant,
                url,
                request.replaceAll("(?s).* ID=\"([^\"]+)\".*", "$1"),
                String.valueOf(query.get("RelayState")));
    }

    static String inflated(String request) {
        try (InflaterInputStream in = new InflaterInputStream(
                new ByteArrayInputStream(Base64.getDecoder().decode(request)), new Inflater(true))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
