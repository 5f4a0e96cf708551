package heddle.kernel.crypto;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

class TokensTest {
    @Example
    void aKeyHasItsPrefixFortyCharactersAndTheirChecksum() {
        String key = Tokens.key("sk_");

        assertThat(key).matches("sk_[0-9A-Za-z]{46}");
        assertThat(Tokens.hasKeyChecksum("sk_", key)).isTrue();
        assertThat(key.substring(43)).isEqualTo(Tokens.checksum(key.substring(3, 43)));
    }

    @Property(tries = 200)
    void oneWrongCharacterBreaksTheChecksum(@ForAll @IntRange(min = 3, max = 48) int at) {
        String key = Tokens.key("sk_");
        char other = key.charAt(at) == 'a' ? 'b' : 'a';
        String wrong = key.substring(0, at) + other + key.substring(at + 1);

        assertThat(Tokens.hasKeyShape("sk_", wrong)).isTrue();
        assertThat(Tokens.hasKeyChecksum("sk_", wrong)).isFalse();
    }

    @Example
    void aKeyOfAnotherKindLengthOrAlphabetHasNotTheShape() {
        String key = Tokens.key("sk_");

        assertThat(Tokens.hasKeyShape("pub_", key)).isFalse();
        assertThat(Tokens.hasKeyShape("sk_", key + "0")).isFalse();
        assertThat(Tokens.hasKeyShape("sk_", key.substring(0, 48))).isFalse();
        assertThat(Tokens.hasKeyShape("sk_", key.substring(0, 48) + "-")).isFalse();
        assertThat(Tokens.hasKeyShape("sk_", key.substring(0, 48) + "\u00e9")).isFalse();
    }

    @Example
    void checksumIsCrc32InBase62() {
        // The check value of CRC-32/ISO-HDLC: "123456789" gives 0xCBF43926 = 3421780262.
        assertThat(fromBase62(Tokens.checksum("123456789"))).isEqualTo(0xCBF43926L);
        assertThat(Tokens.checksum("")).isEqualTo("000000");
    }

    @Example
    void digestsAreThoseOfFips180() {
        assertThat(Tokens.sha256Hex("abc"))
                .isEqualTo("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
        assertThat(Tokens.sha256("abc")).isEqualTo(Tokens.sha256("abc".getBytes(StandardCharsets.UTF_8)));
    }

    @Example
    void tokensUseTheWholeAlphabetAndDoNotRepeat() {
        Set<Integer> letters = Tokens.base62(20_000).chars().boxed().collect(Collectors.toSet());
        Set<String> tokens = IntStream.range(0, 1_000)
                .mapToObj(i -> Tokens.base64Url(32))
                .collect(Collectors.toCollection(HashSet::new));

        assertThat(letters).hasSize(62);
        assertThat(tokens).hasSize(1_000).allMatch(token -> token.matches("[0-9A-Za-z_-]{43}"));
        assertThat(Tokens.digits(6)).matches("[0-9]{6}");
    }

    @Example
    void comparesWholeTexts() {
        assertThat(Tokens.same("abc", "abc")).isTrue();
        assertThat(Tokens.same("abc", "abd")).isFalse();
        assertThat(Tokens.same("abc", "abcd")).isFalse();
    }

    private static long fromBase62(String text) {
        String alphabet = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
        return text.chars().mapToLong(alphabet::indexOf).reduce(0, (sum, digit) -> sum * 62 + digit);
    }
}
