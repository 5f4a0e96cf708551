package heddle.server.identity;

import static org.assertj.core.api.Assertions.assertThat;

import heddle.server.TestServer;
import heddle.testkit.Answer;
import heddle.testkit.Api;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;

class HubProfileTest {
    private final HubTeam team = HubTeam.shared();
    private final HubTeam.Member member = team.member("SUPPORT");

    @Test
    void tellsWhoOneIsInCamelCase() {
        Answer profile = member.api().get("/api/v1/profile").is(200);
        assertThat(profile.data().path("id").stringValue()).matches("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");
        assertThat(profile.data().path("twoFactorEnabled").asBoolean(true)).isFalse();
        assertThat(profile.data().has("profilePhotoUrl")).isTrue();
        assertThat(profile.json().path("requestId").isString()).isTrue();
    }

    @Test
    void asksForThePasswordBeforeAnAddressChanges() {
        String email = HubTeam.freshEmail();
        String body = "{\"email\":\"" + email + "\"%s}";
        assertThat(member.api()
                        .patch("/api/v1/profile", body.formatted(""))
                        .refused(400, "VALIDATION_ERROR")
                        .faults())
                .containsExactly("currentPassword required");
        member.api()
                .patch("/api/v1/profile", body.formatted(",\"currentPassword\":\"wrong\""))
                .refused(400, "VALIDATION_ERROR");
        String right = ",\"currentPassword\":\"" + HubTeam.PASSWORD + "\"";
        Answer changed =
                member.api().patch("/api/v1/profile", body.formatted(right)).is(200);
        assertThat(changed.data().path("email").stringValue()).isEqualTo(email);
        assertThat(team.mail(member.email())).isNotEmpty();
        member.api()
                .patch("/api/v1/profile", "{\"email\":\"" + HubTeam.OWNER + "\"" + right + "}")
                .refused(409, "CONFLICT");
    }

    @Test
    void takesNoRoleFromAProfile() {
        member.api().patch("/api/v1/profile", "{\"role\":\"OWNER\"}").refused(400, "VALIDATION_ERROR");
        member.api()
                .patch("/api/v1/profile", "{\"name\":\"N\",\"role\":\"OWNER\",\"status\":\"ACTIVE\"}")
                .is(200);
        assertThat(member.api().get("/api/v1/profile").data().path("role").stringValue())
                .isEqualTo("SUPPORT");
    }

    @Test
    void endsOtherSessionsWithANewPassword() {
        HubTeam.Member elsewhere = team.signIn(member.email());
        String body = "{\"currentPassword\":\"%s\",\"newPassword\":\"%s\"}";
        member.api()
                .post("/api/v1/profile/password", body.formatted("wrong", "another good one"))
                .refused(400, "VALIDATION_ERROR");
        member.api()
                .post("/api/v1/profile/password", body.formatted(HubTeam.PASSWORD, "password"))
                .refused(400, "VALIDATION_ERROR");
        member.api()
                .post("/api/v1/profile/password", body.formatted(HubTeam.PASSWORD, "another good one"))
                .is(200);
        elsewhere.api().get("/api/v1/profile").refused(401, "UNAUTHORIZED");
        member.api().get("/api/v1/profile").is(200);
        team.login(member.email(), HubTeam.PASSWORD).is(401);
        team.login(member.email(), "another good one").is(200);
    }

    @Test
    void resetsAPasswordOnceByMail() {
        Api nobody = TestServer.shared().as(null);
        Answer known = ask(nobody, member.email());
        Answer unknown = ask(nobody, HubTeam.freshEmail());
        assertThat(unknown.data()).isEqualTo(known.data());
        String token = team.mail(member.email()).replaceAll("(?s).*\\?token=([A-Za-z0-9_-]{43}).*", "$1");
        String body = "{\"token\":\"%s\",\"password\":\"a brand new one\"}".formatted(token);
        nobody.post("/api/v1/auth/password/reset", body).is(200);
        nobody.post("/api/v1/auth/password/reset", body).refused(409, "CONFLICT");
        member.api().get("/api/v1/profile").refused(401, "UNAUTHORIZED");
        team.login(member.email(), "a brand new one").is(200);
    }

    private static Answer ask(Api nobody, String email) {
        return nobody.post("/api/v1/auth/password/reset-request", "{\"email\":\"%s\"}".formatted(email))
                .is(200);
    }

    @Test
    void makesAPictureSmallAndSquare() throws IOException {
        Answer uploaded = upload(picture(900, 600, "png")).is(200);
        String url = uploaded.data().path("profilePhotoUrl").stringValue();
        String path = url.substring(TestServer.shared().base().length());
        Answer photo = member.api().get(path).is(200);
        assertThat(photo.header("Content-Type")).isEqualTo("image/jpeg");
        BufferedImage shown = ImageIO.read(new ByteArrayInputStream(photo.http().body()));
        assertThat(shown.getWidth()).isEqualTo(512);
        assertThat(shown.getHeight()).isEqualTo(512);
        assertThat(member.api()
                        .get("/api/v1/profile")
                        .data()
                        .path("profilePhotoUrl")
                        .stringValue())
                .isEqualTo(url);
        upload(picture(20, 20, "jpeg")).is(200);
        member.api().get(path).refused(404, "NOT_FOUND");
    }

    @Test
    void dropsWhatElseIsInAPicture() throws IOException {
        byte[] jpeg = picture(64, 64, "jpeg");
        byte[] comment = "secret place".getBytes(StandardCharsets.US_ASCII);
        ByteArrayOutputStream marked = new ByteArrayOutputStream();
        marked.write(jpeg, 0, 2);
        marked.write(new byte[] {(byte) 0xff, (byte) 0xfe, 0, (byte) (comment.length + 2)});
        marked.write(comment);
        marked.write(jpeg, 2, jpeg.length - 2);
        String url = upload(marked.toByteArray())
                .is(200)
                .data()
                .path("profilePhotoUrl")
                .stringValue();
        assertThat(member.api()
                        .get(url.substring(TestServer.shared().base().length()))
                        .text())
                .doesNotContain("secret place");
    }

    @Test
    void turnsAPictureUpright() throws IOException {
        BufferedImage lying = new BufferedImage(64, 64, BufferedImage.TYPE_INT_RGB);
        for (int x = 0; x < 64; x++) {
            for (int y = 0; y < 64; y++) {
                lying.setRGB(x, y, x < 32 ? 0xff0000 : 0x0000ff);
            }
        }
        ByteArrayOutputStream plain = new ByteArrayOutputStream();
        ImageIO.write(lying, "jpeg", plain);
        byte[] noted =
                HexFormat.of().parseHex("ffe100224578696600004d4d002a00000008000101120003000000010006000000000000");
        ByteArrayOutputStream turned = new ByteArrayOutputStream();
        turned.write(plain.toByteArray(), 0, 2);
        turned.write(noted);
        turned.write(plain.toByteArray(), 2, plain.size() - 2);
        String url = upload(turned.toByteArray())
                .is(200)
                .data()
                .path("profilePhotoUrl")
                .stringValue();
        BufferedImage shown = ImageIO.read(new ByteArrayInputStream(member.api()
                .get(url.substring(TestServer.shared().base().length()))
                .http()
                .body()));
        assertThat(shown.getRGB(256, 100) & 0xff0000).isGreaterThan(0xd00000);
        assertThat(shown.getRGB(256, 400) & 0xff).isGreaterThan(0xd0);
    }

    @Test
    void takesAWebp() throws IOException {
        for (byte[] webp : List.of(Webp.lossless(700, 600, 0xff2040), Webp.extended(700, 600, 700, 600))) {
            String url = upload(webp).is(200).data().path("profilePhotoUrl").stringValue();
            BufferedImage shown = ImageIO.read(new ByteArrayInputStream(member.api()
                    .get(url.substring(TestServer.shared().base().length()))
                    .http()
                    .body()));
            assertThat(shown.getWidth()).isEqualTo(512);
            assertThat(shown.getRGB(256, 256) & 0xf00000).isEqualTo(0xf00000);
        }
    }

    /** A hundred bytes that say they are a picture would otherwise be made one of a gigabyte. */
    @Test
    void looksAtEverySizeOfAWebpBeforeItIsDecoded() {
        assertThat(upload(Webp.lossless(16_384, 16_384, 0))
                        .refused(400, "VALIDATION_ERROR")
                        .faults())
                .containsExactly("file too_large");
        assertThat(upload(Webp.lossless(10_000, 10_000, 0))
                        .refused(400, "VALIDATION_ERROR")
                        .faults())
                .containsExactly("file too_large");
        assertThat(upload(Webp.extended(64, 64, 16_384, 16_384))
                        .refused(400, "VALIDATION_ERROR")
                        .faults())
                .containsExactly("file too_large");
        assertThat(upload(Webp.extended(64, 64, 900, 900))
                        .refused(400, "VALIDATION_ERROR")
                        .faults())
                .containsExactly("file invalid_format");
    }

    @Test
    void takesNoBrokenWebp() {
        byte[] whole = Webp.extended(300, 300, 300, 300);
        // The last byte only fills up.
        for (int cut = 12; cut < whole.length - 1; cut++) {
            upload(Arrays.copyOf(whole, cut)).refused(400, "VALIDATION_ERROR");
        }
        for (int at = 12; at < whole.length; at++) {
            byte[] spoilt = whole.clone();
            spoilt[at] ^= (byte) 0xff;
            assertThat(upload(spoilt).status()).isIn(200, 400);
        }
    }

    @Test
    void takesNoFileThatIsNoPicture() throws IOException {
        assertThat(upload("<script>".getBytes(StandardCharsets.US_ASCII))
                        .refused(400, "VALIDATION_ERROR")
                        .faults())
                .containsExactly("file invalid_format");
        byte[] cut = Arrays.copyOf(picture(64, 64, "png"), 60);
        upload(cut).refused(400, "VALIDATION_ERROR");
        byte[] webp = "RIFF....WEBPVP8 ".getBytes(StandardCharsets.US_ASCII);
        assertThat(upload(webp).refused(400, "VALIDATION_ERROR").faults()).containsExactly("file invalid_format");
        member.api().post("/api/v1/profile/photo", "{}").refused(400, "VALIDATION_ERROR");
    }

    private Answer upload(byte[] content) {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        String head = """
                --frame
                Content-Disposition: form-data; name="file"; filename="me.png"
                Content-Type: image/png

                """;
        body.writeBytes(head.replace("\n", "\r\n").getBytes(StandardCharsets.US_ASCII));
        body.writeBytes(content);
        body.writeBytes("\r\n--frame--\r\n".getBytes(StandardCharsets.US_ASCII));
        return member.api()
                .send("POST", "/api/v1/profile/photo", body.toByteArray(), "multipart/form-data; boundary=frame");
    }

    private static byte[] picture(int width, int height, String format) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ImageIO.write(new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB), format, out);
        return out.toByteArray();
    }
}
