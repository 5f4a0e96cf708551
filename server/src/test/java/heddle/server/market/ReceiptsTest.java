package heddle.server.market;

import static org.assertj.core.api.Assertions.assertThat;

import heddle.kernel.crypto.Tokens;
import heddle.kernel.json.Json;
import heddle.server.TestServer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Verdicts that anybody can check with what Java brings and the two published texts. */
class ReceiptsTest {
    private final TestServer server = TestServer.shared();
    private final Trader sender = Trader.with(server, 1_000);

    private JsonNode receipt(Trader who, String job, String query) {
        return who.api().get("/api/jobs/" + job + "/receipt" + query).is(200).json();
    }

    private boolean genuine(String payload, JsonNode receipt) throws GeneralSecurityException {
        JsonNode key = server.as(null).get("/api/receipts/key").is(200).json();
        assertThat(key.path("key_id")).isEqualTo(receipt.path("key_id"));
        PublicKey read = KeyFactory.getInstance("Ed25519")
                .generatePublic(new X509EncodedKeySpec(
                        Base64.getDecoder().decode(key.path("public_key").stringValue())));
        Signature signature = Signature.getInstance("Ed25519");
        signature.initVerify(read);
        signature.update(payload.getBytes(StandardCharsets.UTF_8));
        return signature.verify(
                Base64.getDecoder().decode(receipt.path("signature").stringValue()));
    }

    @Test
    void eachVerdictIsSignedAndNamesTheOneBefore() throws GeneralSecurityException {
        String job = sender.posted(500, Trader.tag());
        Trader first = Trader.with(server, 0);
        first.claim(job).is(200);
        first.submit(job, "bad").is(200);
        sender.awaitStatus(job, "queued");
        Trader second = Trader.with(server, 0);
        second.claim(job).is(200);
        second.submit(job, "good").is(200);
        sender.awaitStatus(job, "verified");

        JsonNode failed = receipt(sender, job, "?attempt=1");
        JsonNode passed = receipt(sender, job, "");
        String payload = passed.path("payload").stringValue();
        assertThat(genuine(payload, passed)).isTrue();
        assertThat(genuine(payload.replace("passed", "failed"), passed)).isFalse();

        JsonNode said = Json.parse(payload);
        assertThat(said.path("job").stringValue()).isEqualTo(job);
        assertThat(said.path("attempt").intValue()).isEqualTo(2);
        assertThat(said.path("verdict").stringValue()).isEqualTo("passed");
        assertThat(said.path("output_sha256").stringValue()).isEqualTo(Tokens.sha256Hex("good"));
        assertThat(said.path("prev_receipt").stringValue())
                .isEqualTo(Tokens.sha256Hex(failed.path("payload").stringValue()));
        assertThat(Json.parse(failed.path("payload").stringValue())
                        .path("prev_receipt")
                        .isNull())
                .isTrue();

        assertThat(receipt(first, job, "").path("attempt").intValue()).isEqualTo(1);
        first.api().get("/api/jobs/" + job + "/receipt?attempt=2").is(404);
        Trader.with(server, 0).api().get("/api/jobs/" + job + "/receipt").is(404);
    }
}
