package heddle.identity.email;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PlainTextTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            ignoreLeadingAndTrailingWhitespace = true,
            value = {
                "<p>Hello</p><p>World</p> | Hello⏎⏎World",
                "One<br>two<BR/>three | One⏎two⏎three",
                "<ul><li>a</li><li>b</li></ul>c | - a⏎- b⏎⏎c",
                "<a href=\"https://a.example/?t=1&amp;u=2\">Go</a> now | Go (https://a.example/?t=1&u=2) now",
                "<A class=x HREF='https://a.example'>https://a.example</A> | https://a.example",
                "<a name=x>anchor</a> | anchor",
                "<style>p{color:red}</style>x<script>alert('<b>')</script>y | xy",
                "a<!-- <p>hidden --> b | a b",
                "Gr&uuml;n &amp; 5 &lt; 6 &#8364;&#x1F600;&nbsp;! | Gr&uuml;n & 5 < 6 €😀 !",
                "&#0;&#xD800;&#9999999;ok | ok",
                "5 < 6 and 7 > 3 | 5 < 6 and 7 > 3",
                "<b>bold</b> and <i>it</i> | bold and it",
                "<title>T</title><body>text</body> | text",
            })
    void keepsWhatAPersonWouldRead(String html, String text) {
        assertThat(PlainText.of(html)).isEqualTo(text.replace('⏎', '\n'));
    }

    @Test
    void survivesWhatNeverEnds() {
        assertThat(PlainText.of("a<style>b")).isEqualTo("a");
        assertThat(PlainText.of("a<!-- b>")).isEqualTo("a");
        assertThat(PlainText.of("a <b")).isEqualTo("a <b");
        assertThat(PlainText.of("<")).isEqualTo("<");
        assertThat(PlainText.of("")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"<a ", "<a>", "<a href=\"", "<style>", "<!--", "</", " ", "&#", "<p> ", "<a href='x'>y"})
    void staysFastHoweverItIsRepeated(String piece) {
        Assertions.assertTimeoutPreemptively(
                Duration.ofSeconds(5), () -> PlainText.of(piece.repeat((1 << 20) / piece.length())));
    }
}
