package heddle.server.identity;

import static org.assertj.core.api.Assertions.assertThat;

import heddle.server.TestServer;
import heddle.testkit.Answer;
import heddle.testkit.Api;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.util.List;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class HubTwoFactorTest {
    private static final String BASE32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    private final TestServer server = TestServer.shared();
    private final HubTeam team = HubTeam.shared();
    private final HubTeam.Member member = team.member("MANAGER");
    private final Api nobody = server.as(null);

    @Test
    void isOffUntilItsFirstCodeIsRight() {
        assertThat(status().path("enabled").asBoolean(true)).isFalse();
        JsonNode setup = member.api().post("/api/v1/auth/2fa/setup").is(200).data();
        assertThat(setup.path("qrCodeDataUrl").stringValue()).startsWith("data:image/png;base64,");
        assertThat(setup.path("otpauthUrl").stringValue()).startsWith("otpauth://totp/");
        assertThat(status().path("pendingSetup").asBoolean()).isTrue();
        assertThat(team.login(member.email(), HubTeam.PASSWORD).is(200).json().has("requires2FA"))
                .isFalse();
        member.api().post("/api/v1/auth/2fa/verify", "{\"code\":\"000000\"}").refused(401, "UNAUTHORIZED");
        member.api().post("/api/v1/auth/2fa/verify", "{\"code\":\"12\"}").refused(400, "VALIDATION_ERROR");
        nobody.post("/api/v1/auth/2fa/verify", "{\"code\":\"000000\"}").refused(401, "UNAUTHORIZED");
    }

    @Test
    void asksForTheSecondFactorFromThenOn() {
        HubTeam.Member elsewhere = team.signIn(member.email());
        String secret = enable();
        elsewhere.api().get("/api/v1/profile").refused(401, "UNAUTHORIZED");
        member.api().post("/api/v1/auth/2fa/setup").refused(409, "CONFLICT");
        Answer first = team.login(member.email(), HubTeam.PASSWORD).is(200);
        assertThat(first.json().path("requires2FA").asBoolean()).isTrue();
        assertThat(first.data().path("pendingToken")).isEqualTo(first.json().path("pendingToken"));
        assertThat(first.header("Set-Cookie")).isNull();
        String pending = first.json().path("pendingToken").stringValue();
        server.as(pending).get("/api/v1/profile").is(401);
        later();
        String body = "{\"token\":\"%s\",\"code\":\"%s\"}".formatted(pending, code(secret));
        Answer in = nobody.post("/api/v1/auth/2fa/verify", body).is(200);
        assertThat(in.data().path("verified").asBoolean()).isTrue();
        assertThat(in.header("Set-Cookie")).startsWith("authjs.session-token=");
        server.as(in.data().path("token").stringValue()).get("/api/v1/profile").is(200);
        nobody.post("/api/v1/auth/2fa/verify", body).refused(401, "UNAUTHORIZED");
    }

    @Test
    void takesABackupCodeOnce() {
        enable();
        List<String> codes = member.api()
                .get("/api/v1/auth/2fa/backup-codes")
                .is(200)
                .data()
                .propertyStream()
                .map(m -> m.getKey())
                .toList();
        assertThat(codes).contains("total", "remaining").doesNotContain("backupCodes");
        String code = backupCodes.getFirst();
        assertThat(code).matches("[0-9a-z]{4}-[0-9a-z]{4}");
        complete(code).is(200);
        complete(code).refused(401, "UNAUTHORIZED");
        assertThat(status().path("backupCodesRemaining").asInt()).isEqualTo(9);
    }

    @Test
    void locksAfterFiveWrongCodes() {
        String secret = enable();
        for (int i = 0; i < 5; i++) {
            complete("000000").refused(401, "UNAUTHORIZED");
        }
        later();
        complete(code(secret)).refused(429, "RATE_LIMITED");
    }

    @Test
    void replacesBackupCodesForACodeOnly() {
        String secret = enable();
        member.api().get("/api/v1/auth/2fa/backup-codes?regenerate=true").refused(400, "VALIDATION_ERROR");
        later();
        JsonNode fresh = member.api()
                .with("X-2FA-Code", code(secret))
                .get("/api/v1/auth/2fa/backup-codes?regenerate=true")
                .is(200)
                .data();
        assertThat(fresh.path("backupCodes").size()).isEqualTo(10);
        complete(backupCodes.getFirst()).refused(401, "UNAUTHORIZED");
        complete(fresh.path("backupCodes").path(0).stringValue()).is(200);
    }

    @Test
    void isTurnedOffWithCodeAndPasswordTogether() {
        String secret = enable();
        later();
        String body = "{\"code\":\"%s\",\"password\":\"%s\"}";
        member.api()
                .post("/api/v1/auth/2fa/disable", body.formatted(code(secret), "wrong"))
                .refused(401, "UNAUTHORIZED");
        member.api()
                .post("/api/v1/auth/2fa/disable", body.formatted("000000", HubTeam.PASSWORD))
                .refused(401, "UNAUTHORIZED");
        member.api()
                .post("/api/v1/auth/2fa/disable", body.formatted(code(secret), HubTeam.PASSWORD))
                .is(200);
        assertThat(team.login(member.email(), HubTeam.PASSWORD).is(200).json().has("requires2FA"))
                .isFalse();
    }

    @Test
    void isResetByAnOwner() {
        enable();
        Answer reset = team.owner()
                .api()
                .patch("/api/v1/admin/staff/" + member.id(), "{\"reset2FA\":true}")
                .is(200);
        assertThat(reset.data().path("twoFactorEnabled").asBoolean(true)).isFalse();
        member.api().get("/api/v1/profile").refused(401, "UNAUTHORIZED");
        assertThat(team.login(member.email(), HubTeam.PASSWORD).is(200).json().has("requires2FA"))
                .isFalse();
    }

    private List<String> backupCodes = List.of();

    private JsonNode status() {
        return member.api().get("/api/v1/auth/2fa/status").is(200).data();
    }

    /** Turns the factor on and returns its secret. */
    private String enable() {
        String secret = member.api()
                .post("/api/v1/auth/2fa/setup")
                .is(200)
                .data()
                .path("secret")
                .stringValue();
        JsonNode enabled = member.api()
                .post("/api/v1/auth/2fa/verify", "{\"code\":\"%s\"}".formatted(code(secret)))
                .is(200)
                .data();
        assertThat(enabled.path("enabled").asBoolean()).isTrue();
        backupCodes = enabled.path("backupCodes")
                .valueStream()
                .map(JsonNode::stringValue)
                .toList();
        assertThat(backupCodes).hasSize(10);
        return secret;
    }

    private Answer complete(String code) {
        String pending = team.login(member.email(), HubTeam.PASSWORD)
                .is(200)
                .json()
                .path("pendingToken")
                .stringValue();
        return nobody.post("/api/v1/auth/2fa/verify", "{\"token\":\"%s\",\"code\":\"%s\"}".formatted(pending, code));
    }

    /** A code is taken once, so the next one has to be waited for. */
    private void later() {
        server.operator().post("/v1/platform/clock", "{\"advance_seconds\":30}").is(200);
    }

    private String code(String secret) {
        BigInteger bits = BigInteger.ZERO;
        for (int i = 0; i < secret.length(); i++) {
            bits = bits.shiftLeft(5).or(BigInteger.valueOf(BASE32.indexOf(secret.charAt(i))));
        }
        byte[] raw = bits.toByteArray();
        byte[] key = new byte[20];
        int length = Math.min(raw.length, 20);
        System.arraycopy(raw, raw.length - length, key, 20 - length, length);
        try {
            Mac mac = Mac.getInstance("HmacSHA1");
            mac.init(new SecretKeySpec(key, "HmacSHA1"));
            long step = server.app().kernel().time().instant().getEpochSecond() / 30;
            byte[] hash = mac.doFinal(ByteBuffer.allocate(8).putLong(step).array());
            int value = ByteBuffer.wrap(hash).getInt(hash[19] & 15) & Integer.MAX_VALUE;
            return "%06d".formatted(value % 1_000_000);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
