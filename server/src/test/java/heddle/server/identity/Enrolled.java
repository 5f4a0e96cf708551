package heddle.server.identity;

import static org.assertj.core.api.Assertions.assertThat;

import heddle.server.TestServer;
import heddle.server.TestTenant;
import heddle.testkit.Answer;
import heddle.testkit.Api;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;

/** A person with a confirmed factor. {@code session} is the one that confirmed it. */
record Enrolled(Person person, String factorId, AuthenticatorApp app, Api session, List<String> recovery) {
    static final Duration STEP = Duration.ofSeconds(30);

    static Instant now(TestServer server) {
        return server.app().kernel().time().instant();
    }

    /** Moves the shared clock on to the next code, since each works once. */
    static void nextStep() {
        later(STEP);
    }

    static void later(Duration time) {
        TestServer.shared()
                .operator()
                .post("/v1/platform/clock", "{\"advance_seconds\":" + time.toSeconds() + "}")
                .is(200);
    }

    static String body(String factorId, String code) {
        return "{\"factor_id\":\"%s\",\"code\":\"%s\"}".formatted(factorId, code);
    }

    static String complete(String ticket, String factorId, String code) {
        return "{\"mfa_ticket\":\"%s\",\"factor_id\":\"%s\",\"code\":\"%s\"}".formatted(ticket, factorId, code);
    }

    static String recover(String ticket, String code) {
        return "{\"mfa_ticket\":\"%s\",\"recovery_code\":\"%s\"}".formatted(ticket, code);
    }

    /** Somebody new of the tenant, whose first code is past. */
    static Enrolled in(TestTenant tenant) {
        Enrolled enrolled = of(Person.signUp(tenant));
        nextStep();
        return enrolled;
    }

    static Enrolled of(Person person) {
        Answer begun = person.api().post("/v1/auth/mfa/enroll", "{}").is(201);
        String factor = begun.data().path("factor_id").stringValue();
        AuthenticatorApp app =
                new AuthenticatorApp(begun.data().at("/totp/secret").stringValue());
        Answer verified = person.api()
                .post(
                        "/v1/auth/mfa/verify",
                        body(factor, app.code(now(person.tenant().server()))))
                .is(200);
        Api session =
                person.tenant().server().as(verified.data().path("access_token").stringValue());
        List<String> codes = verified.data()
                .path("recovery_codes")
                .valueStream()
                .map(JsonNode::stringValue)
                .toList();
        return new Enrolled(person, factor, app, session, codes);
    }

    /** Six digits that are not the code now, nor close to it. */
    String wrong() {
        Instant now = now(person.tenant().server());
        List<String> right = IntStream.rangeClosed(-2, 2)
                .mapToObj(i -> app.code(now.plus(STEP.multipliedBy(i))))
                .toList();
        return Stream.of("000000", "111111", "222222", "333333", "444444", "555555")
                .filter(c -> !right.contains(c))
                .findFirst()
                .orElseThrow();
    }

    /** What the password gives somebody who has a factor. */
    String ticket() {
        Answer answer = Person.door(person.tenant())
                .post(
                        "/v1/auth/login",
                        "{\"email\":\"%s\",\"password\":\"%s\"}".formatted(person.email(), Person.PASSWORD))
                .is(200);
        assertThat(answer.data().path("access_token").isNull()).isTrue();
        assertThat(answer.data().path("mfa_required").booleanValue()).isTrue();
        assertThat(answer.data().at("/factors/0/id").stringValue()).isEqualTo(factorId);
        return answer.data().path("mfa_ticket").stringValue();
    }

    /** A code that a tenant's own program asked for. */
    Answer challenge(Api api, String code) {
        return api.post(
                "/v1/auth/mfa/challenge",
                "{\"factor_id\":\"%s\",\"code\":\"%s\",\"user_id\":\"%s\"}".formatted(factorId, code, person.id()));
    }
}
