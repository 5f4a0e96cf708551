package heddle.kernel.mail;

import static org.assertj.core.api.Assertions.assertThat;

import heddle.kernel.problem.Fault;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class TemplatesTest {
    private static final Map<String, String> VALUES = Map.of(
            "url", "https://app.example/verify?token=abc123&lang=de",
            "token", "abc123",
            "code", "042817",
            "user.name", "Ann <b>Äther</b>",
            "brand_name", "Acme & Söhne",
            "expires", "15:30 UTC");

    private final Templates templates = new Templates();

    @ParameterizedTest
    @EnumSource(TemplateName.class)
    void fillsEveryPresetIn(TemplateName name) {
        Templates.Content content = templates.render(name, VALUES, Map.of());
        assertThat(content.to("tn_1", name.isSms() ? "+4915112345678" : "ann@example.com")
                        .faults())
                .isEmpty();
        assertThat(content.text()).doesNotContain("{{", "}}").contains("Acme & Söhne");
        if (name.isSms()) {
            assertThat(content.html()).isNull();
            assertThat(content.text()).hasSizeLessThan(160).containsPattern("(^|\\s)042817(\\s|$)");
            return;
        }
        assertThat(content.subject()).contains("Acme & Söhne").doesNotContain("{{", "\n");
        assertThat(content.html())
                .doesNotContain("{{", "}}", "<b>Äther")
                .contains("Acme &amp; Söhne", "href=\"https://app.example/verify?token=abc123&amp;lang=de\"");
        assertThat(content.text().lines()).contains("https://app.example/verify?token=abc123&lang=de");
    }

    @ParameterizedTest
    @EnumSource(TemplateName.class)
    void fillsEveryPresetInWithoutValues(TemplateName name) {
        Templates.Content content = templates.render(name, Map.of("brand_name", "Acme"), Map.of());
        assertThat(content.text() + content.subject() + (name.isSms() ? "" : content.html()))
                .doesNotContain("{{", "href=\"\"", "null");
    }

    @Test
    void letsACodeStandAlone() {
        Templates.Content content = templates.render(TemplateName.VERIFICATION, VALUES, Map.of());
        assertThat(content.text().lines()).contains("042817");
        assertThat(content.html()).containsPattern(">042817<");
        assertThat(templates
                        .render(TemplateName.VERIFICATION, Map.of("url", "https://a.example"), Map.of())
                        .text())
                .doesNotContain("ode:");
    }

    @Test
    void takesATenantsOwnParts() {
        Map<String, String> own = Map.of("subject", "Hi {{user.name}}", "html", "<i>{{user.name}}</i>");
        Templates.Content content = templates.render(TemplateName.RESET, VALUES, own);
        assertThat(content.subject()).isEqualTo("Hi Ann <b>Äther</b>");
        assertThat(content.html()).isEqualTo("<i>Ann &lt;b&gt;Äther&lt;/b&gt;</i>");
        assertThat(content.text())
                .isEqualTo(
                        templates.render(TemplateName.RESET, VALUES, Map.of()).text());
        assertThat(Templates.check(TemplateName.RESET, own)).isEmpty();
    }

    @Test
    void sendsItsOwnTextRatherThanNone() {
        Templates.Content preset = templates.render(TemplateName.RESET, VALUES, Map.of());
        Templates.Content content = templates.render(
                TemplateName.RESET, VALUES, Map.of("html", "{{#code}}open", "subject", "{{>x}}", "text", " "));
        assertThat(content).isEqualTo(preset);
    }

    @Test
    void letsNoValueBreakTheSubject() {
        String subject = templates
                .render(
                        TemplateName.INVITE,
                        Map.of("brand_name", "Acme\r\nBcc: all@example.com\u2028x"),
                        Map.of("subject", "{{brand_name}}"))
                .subject();
        assertThat(subject).isEqualTo("Acme Bcc: all@example.com x");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "html | {{#code}}open | html invalid_format",
                "html | {{code | html invalid_format",
                "html | {{/code}} | html invalid_format",
                "html | {{{user.name}}} | html invalid_format",
                "html | {{& user.name}} | html invalid_format",
                "html | {{=<% %>=}}<%&code%> | html invalid_format",
                "text | {{>other}} | text invalid_format",
                "text | {{user.email}} | text unknown_variable",
                "text | {{#admin}}x{{/admin}} | text unknown_variable",
                "text | {{^admin}}x{{/admin}} | text unknown_variable",
                "text | {{#code}}{{url.class}}{{/code}} | text unknown_variable",
                "footer | x | footer unknown_property",
            })
    void findsWhatIsWrongBeforeItIsSaved(String part, String text, String fault) {
        assertThat(Templates.check(TemplateName.RESET, Map.of(part, text)))
                .extracting(f -> f.field() + " " + f.code())
                .containsExactly(fault);
    }

    @Test
    void findsLinesInASubjectAndPartsThatAnSmsHasNot() {
        assertThat(Templates.check(TemplateName.RESET, Map.of("subject", "a\nb")))
                .extracting(Fault::code)
                .containsExactly("invalid_format");
        assertThat(Templates.check(TemplateName.RESET, Map.of("subject", "x".repeat(301))))
                .extracting(Fault::code)
                .containsExactly("too_long");
        assertThat(Templates.check(TemplateName.OTP_SMS, Map.of("html", "x")))
                .extracting(Fault::message)
                .containsExactly("A part of otp_sms is one of text");
    }

    @Test
    void boundsHowDeepATextIsNested() {
        String deep = "{{#code}}".repeat(5_000) + "{{/code}}".repeat(5_000);
        assertThat(Templates.check(TemplateName.RESET, Map.of("html", deep)))
                .extracting(Fault::code)
                .containsExactly("too_long");
    }

    @Test
    void passesItsOwnPresets() {
        for (TemplateName name : TemplateName.values()) {
            assertThat(Templates.check(name, templates.preset(name)))
                    .as(name.word())
                    .isEmpty();
        }
    }
}
