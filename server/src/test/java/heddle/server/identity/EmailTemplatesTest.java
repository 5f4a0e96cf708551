package heddle.server.identity;

import static org.assertj.core.api.Assertions.assertThat;

import heddle.server.TestServer;
import heddle.server.TestTenant;
import heddle.testkit.Api;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/** Mail in the words of a tenant's templates. */
class EmailTemplatesTest {
    private final TestServer server = TestServer.shared();
    private final TestTenant tenant = server.tenant();
    private final Api api = tenant.api();

    private static String quoted(String text) {
        return text.replace('\'', '"');
    }

    private void template(String name, String parts) {
        api.post("/v1/auth-config", quoted("{'templates':{'" + name + "':" + parts + "}}"))
                .is(200);
    }

    private JsonNode sent(String to) {
        return server.operator()
                .get("/v1/platform/outbox?limit=1&to=" + to)
                .is(200)
                .data()
                .path("messages")
                .path(0);
    }

    @Test
    void fillsATemplateInAndEscapesWhatItIsGiven() {
        template(
                "invite",
                "{'subject':'Join {{brand_name}}','html':'<b>{{user.name}}</b> {{url}}','text':'{{user.name}}: {{url}}'}");
        String to = "template-" + tenant.id() + "@example.com";
        api.post(
                        "/v1/email/send",
                        quoted("{'to':'" + to + "','template':'invite','variables':{'url':'https://x.example/?a=1&b=2',"
                                + "'user.name':'<script>Ann'}}"))
                .is(200);
        JsonNode mail = sent(to);
        assertThat(mail.path("subject").stringValue()).isEqualTo("Join Test");
        assertThat(mail.path("html").stringValue())
                .isEqualTo("<b>&lt;script&gt;Ann</b> https://x.example/?a=1&amp;b=2");
        assertThat(mail.path("text").stringValue()).isEqualTo("<script>Ann: https://x.example/?a=1&b=2");
    }

    @Test
    void usesHeddlesOwnWordsWhereTheTenantHasNone() {
        String to = "preset-" + tenant.id() + "@example.com";
        api.post("/v1/email/send", quoted("{'to':'" + to + "','template':'comment','variables':{}}"))
                .is(200);
        assertThat(sent(to).path("subject").stringValue()).isEqualTo("New comment on Test");
    }

    @Test
    void tellsEveryFaultAtOnce() {
        template("invite", "{'text':'{{url}} {{code}} {{#expires}}until {{expires}}{{/expires}}'}");
        String mail = quoted("{'to':'nobody','template':'invite','subject':'S','html':'h',"
                + "'variables':{'code':7,'brand_name':'Evil','nonsense':'x'},'attachments':[7]}");
        assertThat(api.post("/v1/email/send", mail)
                        .refused(400, "VALIDATION_ERROR")
                        .faults())
                .containsExactlyInAnyOrder(
                        "to invalid_format",
                        "attachments[0] invalid_type",
                        "subject not_allowed",
                        "html not_allowed",
                        "variables.code invalid_type",
                        "variables.brand_name unknown_variable",
                        "variables.nonsense unknown_variable",
                        "variables.url required");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{'template':'nonsense'} | template invalid_enum",
                "{'template':'otp_sms'} | template invalid_enum",
                "{'template':'invite','variables':[]} | variables invalid_type",
                "{'template':'invite','text':'t'} | text not_allowed",
                "{'subject':'S','text':'t','variables':{'url':'x'}} | variables not_allowed",
                "{'text':'t'} | subject required",
            })
    void namesWhatIsWrong(String mail, String fault) {
        String whole = quoted(mail.strip().replaceFirst("\\{", "{'to':'a@b.example',"));
        assertThat(api.post("/v1/email/send", whole)
                        .refused(400, "VALIDATION_ERROR")
                        .faults())
                .contains(fault);
    }

    @Test
    void letsNoValueBeginAHeader() {
        template("invite", "{'subject':'For {{user.name}}'}");
        String to = "header-" + tenant.id() + "@example.com";
        api.post(
                        "/v1/email/send",
                        quoted("{'to':'" + to + "','template':'invite',"
                                + "'variables':{'user.name':'Ann\\r\\nBcc: x@y.example'}}"))
                .is(200);
        assertThat(sent(to).path("subject").stringValue()).isEqualTo("For Ann Bcc: x@y.example");
    }

    @Test
    void judgesTemplatesWhenTheyAreSaved() {
        assertThat(api.post(
                                "/v1/auth-config",
                                quoted("{'templates':{'nonsense':{},'invite':{'subject':'a {{nobody}}','colour':'red'},"
                                        + "'reset':'text','magic_link':{'html':'{{{url}}}'}}}"))
                        .refused(400, "VALIDATION_ERROR")
                        .faults())
                .containsExactlyInAnyOrder(
                        "templates.nonsense unknown_property",
                        "templates.invite.subject unknown_variable",
                        "templates.invite.colour unknown_property",
                        "templates.reset invalid_type",
                        "templates.magic_link.html invalid_format");
    }
}
