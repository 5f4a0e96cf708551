package heddle.server.identity;

import static org.assertj.core.api.Assertions.assertThat;

import heddle.server.TestServer;
import heddle.testkit.Api;
import java.security.KeyPairGenerator;
import java.util.Base64;
import org.junit.jupiter.api.Test;

/** Settings of the well-known providers are judged when they are saved. */
class ProviderSettingsTest {
    private final Api api = TestServer.shared().tenant().api();

    private static String quoted(String text) {
        return text.replace('\'', '"');
    }

    @Test
    void tellsEveryFaultOfTheWellKnownProviders() {
        assertThat(api.post(
                                "/v1/auth-config",
                                quoted(
                                        "{'providers':{'google':{'team_id':'T'},'github':{'tenant':'common'},"
                                                + "'microsoft':{'tenant':'../evil','key_id':'K'},"
                                                + "'apple':{'client_secret':'-----BEGIN PRIVATE KEY-----AAAA','tenant':'common'}}}"))
                        .refused(400, "VALIDATION_ERROR")
                        .faults())
                .containsExactlyInAnyOrder(
                        "providers.google.team_id unknown_property",
                        "providers.github.tenant unknown_property",
                        "providers.microsoft.tenant invalid_format",
                        "providers.microsoft.key_id unknown_property",
                        "providers.apple.client_secret invalid_format",
                        "providers.apple.team_id required",
                        "providers.apple.key_id required",
                        "providers.apple.tenant unknown_property");
    }

    @Test
    void takesApplesKeyAndShowsNothingOfIt() throws Exception {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(256);
        String key = Base64.getMimeEncoder(64, new byte[] {'\n'})
                .encodeToString(generator.generateKeyPair().getPrivate().getEncoded())
                .replace("\n", "\\n");
        String pem = "-----BEGIN PRIVATE KEY-----\\n" + key + "\\n-----END PRIVATE KEY-----";
        api.post(
                        "/v1/auth-config",
                        quoted("{'providers':{'apple':{'enabled':true,'client_id':'c','client_secret':'" + pem
                                + "','team_id':'TEAM123456','key_id':'KEY1234567'}}}"))
                .is(200);
        assertThat(api.get("/v1/auth-config").is(200).text())
                .contains("TEAM123456", "KEY1234567", "\"has_client_secret\":true")
                .doesNotContain("BEGIN PRIVATE", key.substring(0, 20));
    }
}
