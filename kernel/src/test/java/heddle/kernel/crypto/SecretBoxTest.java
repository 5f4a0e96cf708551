package heddle.kernel.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

class SecretBoxTest {
    private static final byte[] SECRET = "a secret of thirty-two characters".getBytes(StandardCharsets.UTF_8);

    private final SecretBox box = new SecretBox(SECRET);

    @Property(tries = 100)
    void opensWhatItSealed(@ForAll byte[] plain, @ForAll String purpose) {
        assertThat(box.open(purpose, box.seal(purpose, plain))).isEqualTo(plain);
    }

    @Example
    void sealsTextDifferentlyEachTime() {
        String first = box.seal("totp", "JBSWY3DPEHPK3PXP");

        assertThat(first).startsWith("v1.").doesNotContain("JBSWY3DPEHPK3PXP");
        assertThat(box.seal("totp", "JBSWY3DPEHPK3PXP")).isNotEqualTo(first);
        assertThat(box.openText("totp", first)).isEqualTo("JBSWY3DPEHPK3PXP");
    }

    @Example
    void isOpenedByAnotherBoxOfTheSameSecretOnly() {
        String sealed = box.seal("totp", "plain");

        assertThat(new SecretBox(SECRET).openText("totp", sealed)).isEqualTo("plain");
        byte[] other = SECRET.clone();
        other[0] ^= 1;
        assertThatThrownBy(() -> new SecretBox(other).open("totp", sealed))
                .isInstanceOf(CannotOpenException.class)
                .hasMessageContaining("HEDDLE_SECRET");
    }

    @Example
    void isNotOpenedForAnotherPurpose() {
        String sealed = box.seal("totp:acc_1", "plain");

        assertThatThrownBy(() -> box.open("totp:acc_2", sealed))
                .isInstanceOf(CannotOpenException.class)
                .hasMessageContaining("totp:acc_2");
    }

    @Example
    void noticesEveryChangedByte() {
        byte[] sealed = Base64.getUrlDecoder().decode(box.seal("totp", "plain").substring(3));

        for (int i = 0; i < sealed.length; i++) {
            byte[] changed = sealed.clone();
            changed[i] ^= 1;
            String text = "v1." + Base64.getUrlEncoder().withoutPadding().encodeToString(changed);
            assertThatThrownBy(() -> box.open("totp", text)).isInstanceOf(CannotOpenException.class);
        }
    }

    @Example
    void refusesWhatItNeverMade() {
        String sealed = box.seal("totp", "plain");

        for (String text : new String[] {"", "v1.", "v1.AAAA", "v1.%%%", "v2" + sealed.substring(2), sealed + "AAAA"}) {
            assertThatThrownBy(() -> box.open("totp", text)).isInstanceOf(CannotOpenException.class);
        }
    }

    @Example
    void wantsASecretOfThirtyTwoBytes() {
        assertThatThrownBy(() -> new SecretBox(new byte[31])).isInstanceOf(IllegalArgumentException.class);
    }

    @Example
    void derivesAKeyPerLabel() {
        assertThat(box.derive("links")).hasSize(32).isEqualTo(box.derive("links"));
        assertThat(box.derive("links")).isNotEqualTo(box.derive("cursors"));
    }

    /** The layout is a promise to stored data: read one value with nothing but the standard's own parts. */
    @Example
    void isAesGcmWithTheNonceInFrontAndThePurposeAuthenticated() throws Exception {
        byte[] sealed = Base64.getUrlDecoder().decode(box.seal("totp", "plain").substring(3));
        byte[] key = Hkdf.sha256(
                SECRET,
                "heddle.secret-box".getBytes(StandardCharsets.UTF_8),
                "seal:totp".getBytes(StandardCharsets.UTF_8),
                32);

        byte[] plain = aesGcmOpen(
                key,
                Arrays.copyOf(sealed, 12),
                "totp".getBytes(StandardCharsets.UTF_8),
                Arrays.copyOfRange(sealed, 12, sealed.length));

        assertThat(new String(plain, StandardCharsets.UTF_8)).isEqualTo("plain");
    }

    /** Test case 16 of McGrew and Viega's GCM specification (AES-256, additional data), as NIST publishes it. */
    @Example
    void thePlatformsAesGcmIsTheStandards() throws Exception {
        HexFormat hex = HexFormat.of();
        byte[] plain = aesGcmOpen(
                hex.parseHex("feffe9928665731c6d6a8f9467308308feffe9928665731c6d6a8f9467308308"),
                hex.parseHex("cafebabefacedbaddecaf888"),
                hex.parseHex("feedfacedeadbeeffeedfacedeadbeefabaddad2"),
                hex.parseHex("522dc1f099567d07f47f37a32a84427d643a8cdcbfe5c0c97598a2bd2555d1aa"
                        + "8cb08e48590dbb3da7b08b1056828838c5f61e6393ba7a0abcc9f66276fc6ece0f4e1768cddf8853bb2d551b"));

        assertThat(hex.formatHex(plain))
                .isEqualTo("d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a72"
                        + "1c3c0c95956809532fcf0e2449a6b525b16aedf5aa0de657ba637b39");
    }

    private static byte[] aesGcmOpen(byte[] key, byte[] nonce, byte[] label, byte[] sealed) throws Exception {
        Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
        cipher.init(Cipher.DECRYPT_MODE, new SecretKeySpec(key, "AES"), new GCMParameterSpec(128, nonce));
        cipher.updateAAD(label);
        return cipher.doFinal(sealed);
    }
}
