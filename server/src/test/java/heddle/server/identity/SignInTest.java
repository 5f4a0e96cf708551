package heddle.server.identity;

import static org.assertj.core.api.Assertions.assertThat;

import heddle.server.TestServer;
import heddle.server.TestTenant;
import heddle.testkit.Answer;
import heddle.testkit.Api;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

class SignInTest {
    private final TestTenant tenant = TestServer.shared().tenant();
    private final Api door = Person.door(tenant);

    private static String login(String email, String password) {
        return "{\"email\":\"%s\",\"password\":\"%s\"}".formatted(email, password);
    }

    private static void later(Duration time) {
        TestServer.shared()
                .operator()
                .post("/v1/platform/clock", "{\"advance_seconds\":" + time.toSeconds() + "}")
                .is(200);
    }

    @Test
    void signsUpAndInAndShowsWhoIsThere() {
        Person person = Person.signUp(tenant);
        assertThat(person.accessToken()).startsWith("eyJ");
        assertThat(person.refreshToken()).matches("rt_[A-Za-z0-9_-]{43}");
        assertThat(person.session().path("token_type").stringValue()).isEqualTo("bearer");
        assertThat(person.session().path("expires_in").intValue()).isEqualTo(3600);
        assertThat(person.session().at("/user/role").stringValue()).isEqualTo("authenticated");
        Answer me = person.again().api().get("/v1/auth/user").is(200);
        assertThat(me.data().path("email").stringValue()).isEqualTo(person.email());
        assertThat(me.data().path("email_verified").booleanValue()).isFalse();
        assertThat(me.text()).doesNotContain("argon2");
    }

    @Test
    void normalisesAddressesSoThatNobodyHasTwoAccounts() {
        Person person = Person.signUp(tenant);
        door.post(
                        "/v1/auth/signup",
                        login("  " + person.email().toUpperCase(java.util.Locale.ROOT) + " ", "another one 42"))
                .refused(409, "EMAIL_EXISTS");
        door.post("/v1/auth/login", login(person.email().toUpperCase(java.util.Locale.ROOT), Person.PASSWORD))
                .is(200);
    }

    @Test
    void namesEveryFaultOfASignUp() {
        assertThat(door.post("/v1/auth/signup", "{\"email\":\"nobody\",\"password\":\"short\",\"phone\":\"12\"}")
                        .refused(400, "VALIDATION_ERROR")
                        .faults())
                .containsExactly("email invalid_format", "phone invalid_format", "password weak_password");
        door.post("/v1/auth/signup", login(Person.address(), "password1")).refused(400, "VALIDATION_ERROR");
        door.post("/v1/auth/signup", login(Person.address(), "x".repeat(1025))).refused(400, "VALIDATION_ERROR");
    }

    @Test
    void answersUnknownAddressesLikeWrongPasswords() {
        Person person = Person.signUp(tenant);
        Answer wrong = door.post("/v1/auth/login", login(person.email(), "not the password"));
        Answer unknown = door.post("/v1/auth/login", login(Person.address(), "not the password"));
        assertThat(wrong.refused(401, "INVALID_CREDENTIALS").text().replaceAll("req_[a-z0-9]+", ""))
                .isEqualTo(unknown.refused(401, "INVALID_CREDENTIALS").text().replaceAll("req_[a-z0-9]+", ""));
    }

    @Test
    void locksAnAddressAfterTenFailuresKnownOrNot() {
        Person person = Person.signUp(tenant);
        for (String email : List.of(person.email(), Person.address())) {
            for (int i = 0; i < 10; i++) {
                door.post("/v1/auth/login", login(email, "wrong " + i)).refused(401, "INVALID_CREDENTIALS");
            }
            Answer locked =
                    door.post("/v1/auth/login", login(email, Person.PASSWORD)).refused(423, "ACCOUNT_LOCKED");
            assertThat(Long.parseLong(String.valueOf(locked.header("Retry-After"))))
                    .isBetween(1L, 900L);
        }
        later(Duration.ofMinutes(16));
        door.post("/v1/auth/login", login(person.email(), Person.PASSWORD)).is(200);
    }

    @Test
    void letsManyDevicesOfOnePersonInAtOnce() throws Exception {
        Person person = Person.signUp(tenant);
        Callable<Integer> in = () -> door.post("/v1/auth/login", login(person.email(), Person.PASSWORD))
                .status();
        try (ExecutorService pool = Executors.newVirtualThreadPerTaskExecutor()) {
            assertThat(pool.invokeAll(java.util.Collections.nCopies(40, in)).stream()
                            .map(Future::resultNow))
                    .containsOnly(200);
        }
    }

    @Test
    void confirmsAnAddressAsOftenAsTheLinkIsOpened() {
        Person person = Person.signUp(tenant);
        String token = Person.token(tenant, person.email());
        Api nobody = TestServer.shared().as(null);
        nobody.get("/v1/auth/verify?token=" + token).is(200);
        nobody.post("/v1/auth/verify", "{\"token\":\"" + token + "\"}").is(200);
        assertThat(person.api()
                        .get("/v1/auth/user")
                        .data()
                        .path("email_verified")
                        .booleanValue())
                .isTrue();
        nobody.get("/v1/auth/verify?token=wrong").refused(400, "INVALID_TOKEN");
        later(Duration.ofHours(25));
        nobody.get("/v1/auth/verify?token=" + token).refused(410, "LINK_EXPIRED");
    }

    @Test
    void rotatesRefreshTokensAndEndsTheSessionOfAThief() {
        Person person = Person.signUp(tenant);
        Answer first = refresh(person.refreshToken()).is(200);
        String child = first.data().path("refresh_token").stringValue();
        assertThat(child).isNotEqualTo(person.refreshToken());
        assertThat(refresh(person.refreshToken())
                        .is(200)
                        .data()
                        .path("refresh_token")
                        .stringValue())
                .isEqualTo(child);
        later(Duration.ofSeconds(11));
        refresh(person.refreshToken()).refused(401, "REFRESH_TOKEN_REUSED");
        refresh(child).refused(401, "INVALID_TOKEN");
        person.api().get("/v1/auth/user").refused(401, "INVALID_TOKEN");
    }

    @Test
    void answersFiftyTabsWithTheSameChild() throws Exception {
        Person person = Person.signUp(tenant);
        Callable<String> use = () -> refresh(person.refreshToken())
                .is(200)
                .data()
                .path("refresh_token")
                .stringValue();
        try (ExecutorService pool = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<String>> answers =
                    pool.invokeAll(IntStream.range(0, 50).mapToObj(i -> use).toList());
            assertThat(answers.stream().map(Future::resultNow).collect(java.util.stream.Collectors.toSet()))
                    .hasSize(1);
        }
    }

    private Answer refresh(String token) {
        return TestServer.shared().as(null).post("/v1/auth/refresh", "{\"refresh_token\":\"" + token + "\"}");
    }

    @Test
    void resetsAPasswordOnceAndEndsEverySession() {
        Person person = Person.signUp(tenant);
        door.post("/v1/auth/forgot-password", "{\"email\":\"" + person.email() + "\"}")
                .is(200);
        String token = Person.token(tenant, person.email());
        door.post("/v1/auth/reset-password", "{\"token\":\"%s\",\"password\":\"short\"}".formatted(token))
                .refused(400, "VALIDATION_ERROR");
        String next = "an entirely new one";
        String body = "{\"token\":\"%s\",\"password\":\"%s\"}".formatted(token, next);
        assertThat(door.post("/v1/auth/reset-password", body)
                        .is(200)
                        .data()
                        .path("password_reset")
                        .booleanValue())
                .isTrue();
        door.post("/v1/auth/reset-password", body).refused(410, "LINK_EXPIRED");
        refresh(person.refreshToken()).refused(401, "INVALID_TOKEN");
        person.api().get("/v1/auth/user").refused(401, "INVALID_TOKEN");
        door.post("/v1/auth/login", login(person.email(), Person.PASSWORD)).refused(401, "INVALID_CREDENTIALS");
        door.post("/v1/auth/login", login(person.email(), next)).is(200);
    }

    @Test
    void saysNothingOfUnknownAddressesWhenAskedForALink() {
        String unknown = Person.address();
        Person known = Person.signUp(tenant);
        Answer one = door.post("/v1/auth/forgot-password", "{\"email\":\"" + unknown + "\"}")
                .is(200);
        Answer two = door.post("/v1/auth/forgot-password", "{\"email\":\"" + known.email() + "\"}")
                .is(200);
        assertThat(one.data()).isEqualTo(two.data());
        assertThat(Person.mails(tenant, unknown)).isZero();
    }

    @Test
    void sendsNobodyToAnAddressThatOnlyTheRequestNames() {
        Person person = Person.signUp(tenant);
        tenant.api()
                .post("/v1/auth-config", "{\"allowed_redirect_urls\":[\"https://*.example.org/app\"]}")
                .is(200);
        for (String bad : List.of(
                "https://evil.example/app",
                "https://a.b.example.org/app",
                "https://x.example.org.evil.com/app",
                "https://x.example.org/apple",
                "https://x.example.org/app/%2e%2e/x",
                "https://user@x.example.org/app",
                "javascript:alert(1)",
                "//evil.example/app",
                "https:\\\\\\\\evil.example/app")) {
            door.post(
                            "/v1/auth/forgot-password",
                            "{\"email\":\"%s\",\"redirect_to\":\"%s\"}".formatted(person.email(), bad))
                    .refused(400, "INVALID_REDIRECT");
        }
        door.post(
                        "/v1/auth/forgot-password",
                        "{\"email\":\"%s\",\"redirect_to\":\"https://x.example.org/app/reset?a=1\"}"
                                .formatted(person.email()))
                .is(200);
        assertThat(Person.mail(tenant, person.email()).path("text").stringValue())
                .contains("https://x.example.org/app/reset?a=1&token=");
    }

    @Test
    void signsInByMailWithLinkOrCodeOnce() {
        String email = Person.address();
        door.post("/v1/auth/magic-link", "{\"email\":\"" + email + "\"}").is(200);
        String token = Person.token(tenant, email);
        String body = "{\"token\":\"" + token + "\"}";
        Answer in = door.post("/v1/auth/magic-link/verify", body).is(200);
        assertThat(in.data().at("/user/email_verified").booleanValue()).isTrue();
        door.post("/v1/auth/magic-link/verify", body).refused(410, "LINK_EXPIRED");
        door.post("/v1/auth/magic-link", "{\"email\":\"" + email + "\"}").is(200);
        String code = Person.code(tenant, email);
        door.post("/v1/auth/magic-link/verify", "{\"email\":\"%s\",\"code\":\"%s\"}".formatted(email, code))
                .is(200);
    }

    @Test
    void endsThePasswordOfWhoeverSignedUpBeforeTheOwnerCame() {
        Person squatter = Person.signUp(tenant);
        door.post("/v1/auth/magic-link", "{\"email\":\"" + squatter.email() + "\"}")
                .is(200);
        door.post("/v1/auth/magic-link/verify", "{\"token\":\"" + Person.token(tenant, squatter.email()) + "\"}")
                .is(200);
        squatter.api().get("/v1/auth/user").refused(401, "INVALID_TOKEN");
        door.post("/v1/auth/login", login(squatter.email(), Person.PASSWORD)).refused(401, "INVALID_CREDENTIALS");
    }

    @Test
    void countsTheTriesOfACodeAlsoWhenTheyComeTogether() throws Exception {
        String phone = "+1555" + (1_000_000 + (int) (System.nanoTime() % 8_999_999));
        door.post("/v1/auth/otp/send", "{\"phone\":\"" + phone + "\"}").is(200);
        String right = Person.code(tenant, phone);
        String wrong = right.equals("000000") ? "000001" : "000000";
        Callable<Integer> guess =
                () -> door.post("/v1/auth/otp/verify", "{\"phone\":\"%s\",\"code\":\"%s\"}".formatted(phone, wrong))
                        .status();
        try (ExecutorService pool = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Integer> statuses = pool
                    .invokeAll(IntStream.range(0, 20).mapToObj(i -> guess).toList())
                    .stream()
                    .map(Future::resultNow)
                    .toList();
            assertThat(statuses.stream().filter(s -> s == 401)).hasSize(5);
            assertThat(Set.copyOf(statuses)).containsExactlyInAnyOrder(401, 423);
        }
        door.post("/v1/auth/otp/verify", "{\"phone\":\"%s\",\"code\":\"%s\"}".formatted(phone, right))
                .refused(423, "ACCOUNT_LOCKED");
        door.post("/v1/auth/otp/send", "{\"phone\":\"" + phone + "\"}").is(200);
        door.post(
                        "/v1/auth/otp/verify",
                        "{\"phone\":\"%s\",\"code\":\"%s\"}".formatted(phone, Person.code(tenant, phone)))
                .is(200);
    }

    @Test
    void makesAGuestAMemberWhoKeepsEverything() {
        Answer guest = door.post("/v1/auth/anonymous").is(200);
        String id = guest.data().at("/user/id").stringValue();
        assertThat(guest.data().at("/user/email").isNull()).isTrue();
        assertThat(guest.data().at("/user/role").stringValue()).isEqualTo("anonymous");
        Api asGuest = TestServer.shared().as(guest.data().path("access_token").stringValue());
        Answer member = asGuest.post("/v1/auth/signup", login(Person.address(), Person.PASSWORD))
                .is(201);
        assertThat(member.data().at("/user/id").stringValue()).isEqualTo(id);
        assertThat(member.data().at("/user/role").stringValue()).isEqualTo("authenticated");
    }

    @Test
    void endsSessionsEverywhereAtOnce() {
        Person person = Person.signUp(tenant);
        Person elsewhere = person.again();
        assertThat(person.api().get("/v1/auth/sessions").is(200).data()).hasSize(2);
        person.api().delete("/v1/auth/sessions/" + elsewhere.sessionId()).is(200);
        elsewhere.api().get("/v1/auth/user").refused(401, "INVALID_TOKEN");
        Person stranger = Person.signUp(tenant);
        person.api().delete("/v1/auth/sessions/" + stranger.sessionId()).refused(404, "NOT_FOUND");
        assertThat(person.api()
                        .delete("/v1/auth/sessions")
                        .is(200)
                        .data()
                        .path("revoked")
                        .intValue())
                .isEqualTo(1);
        person.api().get("/v1/auth/user").refused(401, "INVALID_TOKEN");
    }

    @Test
    void closesAStreamWhenItsSessionEnds() {
        Person person = Person.signUp(tenant);
        tenant.type("{\"name\":\"note\",\"properties\":[{\"name\":\"title\",\"data_type\":\"string\"}]}");
        var stream = java.util.concurrent.CompletableFuture.supplyAsync(
                () -> person.api().get("/events/stream").status());
        TestServer.shared()
                .as(null)
                .post("/v1/auth/logout", "{\"refresh_token\":\"" + person.refreshToken() + "\"}")
                .is(200);
        Awaitility.await().atMost(Duration.ofSeconds(10)).until(stream::isDone);
    }

    @Test
    void refusesTokensOfOtherRealmsAndForgedOnes() {
        Person person = Person.signUp(tenant);
        String[] parts = person.accessToken().split("\\.", -1);
        String none = java.util.Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString("{\"alg\":\"none\",\"typ\":\"JWT\"}".getBytes(java.nio.charset.StandardCharsets.UTF_8));
        for (String forged : List.of(
                none + "." + parts[1] + ".",
                parts[0] + "." + parts[1] + ".",
                parts[0] + "." + parts[1] + "." + "A".repeat(43),
                person.accessToken().substring(0, person.accessToken().length() - 2),
                "eyJ")) {
            TestServer.shared().as(forged).get("/v1/auth/user").refused(401, "INVALID_TOKEN");
        }
        later(Duration.ofSeconds(3700));
        person.api().get("/v1/auth/user").refused(401, "TOKEN_EXPIRED");
    }

    @Test
    void holdsPeopleToRowPoliciesOfTheirOwn() {
        tenant.type("{\"name\":\"diary\",\"properties\":[{\"name\":\"text\",\"data_type\":\"string\"},"
                + "{\"name\":\"owner\",\"data_type\":\"string\"}]}");
        tenant.api()
                .post(
                        "/v1/object-types/diary/policies",
                        "{\"name\":\"own\",\"action\":\"all\",\"condition_json\":{\"owner\":\"{{auth.user_id}}\"}}")
                .is(201);
        Person ann = Person.signUp(tenant);
        Person bob = Person.signUp(tenant);
        String id = ann.api()
                .post("/v1/objects/diary", "{\"properties\":{\"text\":\"mine\",\"owner\":\"" + ann.id() + "\"}}")
                .is(201)
                .id();
        ann.api().get("/v1/objects/diary/" + id).is(200);
        bob.api().get("/v1/objects/diary/" + id).refused(404, "NOT_FOUND");
        bob.api()
                .post("/v1/objects/diary", "{\"properties\":{\"owner\":\"" + ann.id() + "\"}}")
                .refused(403, "POLICY_DENIED");
    }

    @Test
    void closesAllDoorsOfABannedPersonAtOnce() {
        Person person = Person.signUp(tenant);
        tenant.api()
                .patch("/v1/users/" + person.id(), "{\"banned\":true,\"ban_reason\":\"spam\"}")
                .is(200);
        person.api().get("/v1/auth/user").refused(403, "USER_BANNED");
        refresh(person.refreshToken()).refused(403, "USER_BANNED");
        door.post("/v1/auth/login", login(person.email(), Person.PASSWORD)).refused(403, "USER_BANNED");
        door.post("/v1/auth/login", login(person.email(), "wrong")).refused(401, "INVALID_CREDENTIALS");
    }
}
