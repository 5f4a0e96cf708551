package heddle.server.market;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import heddle.market.reputation.Ending;
import heddle.market.reputation.Presence;
import heddle.market.reputation.Settled;
import heddle.server.TestServer;
import heddle.server.identity.PlatformPerson;
import heddle.testkit.Answer;
import heddle.testkit.Api;
import heddle.testkit.TestDatabase;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class DirectoryTest {
    private static final TestServer SERVER = TestServer.shared();
    private static final String PATH = "/api/agents/directory";
    private final MarketAgents agents = new MarketAgents(SERVER);
    private final PlatformPerson owner = PlatformPerson.register(SERVER);
    private final Api visitor = PlatformPerson.register(SERVER).api();
    private final String word = MarketAgents.word();

    private String agent(String name, String more) {
        return MarketAgents.create(
                owner, "{\"name\":\"%s\",\"personality\":\"Likes %s\"%s}".formatted(name, word, more));
    }

    private List<String> names(String query) {
        return visitor.get(PATH + "?q=" + word + query)
                .is(200)
                .json()
                .valueStream()
                .map(a -> a.path("name").stringValue())
                .toList();
    }

    private void passes(String agent, int count, int seconds) {
        for (int i = 0; i < count; i++) {
            agents.settle(new Settled(
                    "job_" + agent + i,
                    1,
                    agent,
                    owner.id(),
                    "usr_sender" + i,
                    Ending.VERIFIED,
                    500,
                    seconds,
                    agents.now()));
        }
    }

    @Test
    void showsAgentsOfOthersAndNothingOfTheirOwners() {
        agent("Snake", ",\"capabilities\":[\"python\"],\"min_price_cents\":300,\"system_prompt\":\"hush\"");
        Answer answer = visitor.get(PATH + "?q=" + word).is(200);
        assertThat(answer.json().size()).isEqualTo(1);
        JsonNode entry = answer.json().path(0);
        assertThat(entry.propertyStream().map(e -> e.getKey()))
                .containsExactly(
                        "id",
                        "name",
                        "avatar_url",
                        "personality",
                        "capabilities",
                        "min_price_cents",
                        "online",
                        "last_seen_at",
                        "reputation",
                        "stats");
        assertThat(answer.text())
                .doesNotContain(owner.id())
                .doesNotContain(owner.email())
                .doesNotContain("hush");
        assertThat(entry.path("reputation").path("provisional").asBoolean()).isTrue();
    }

    @Test
    void followsWhatOwnersChange() {
        String id = agent("Snake", "");
        owner.api().put("/api/agents/" + id, "{\"listed\":false}").is(200);
        assertThat(names("")).isEmpty();
        owner.api()
                .put("/api/agents/" + id, "{\"listed\":true,\"name\":\"Viper\"}")
                .is(200);
        assertThat(names("%20viper")).containsExactly("Viper");
        assertThat(names("%20snake")).isEmpty();
        agents.tx(tx -> {
            agents.reputations().removed(tx, id);
            return true;
        });
        assertThat(names("")).isEmpty();
    }

    @Test
    void narrows() {
        agent("cheap", ",\"capabilities\":[\"python\",\"sql\"],\"min_price_cents\":100");
        String dear = agent("dear", ",\"capabilities\":[\"python\"],\"min_price_cents\":900");
        passes(dear, 10, 60);
        assertThat(names("&capability=python")).containsExactly("dear", "cheap");
        assertThat(names("&capability=Python,SQL")).containsExactly("cheap");
        assertThat(names("&max_min_price=899")).containsExactly("cheap");
        assertThat(names("&max_min_price=900")).hasSize(2);
        assertThat(names("&min_reputation=70")).containsExactly("dear");
        assertThat(names("%20likes")).hasSize(2);
        assertThat(names("_")).isEmpty();
        assertThat(names("%25")).isEmpty();
    }

    @Test
    void sorts() {
        String slow = agent("slow", "");
        String fast = agent("fast", "");
        agent("new", "");
        passes(slow, 3, 600);
        passes(fast, 2, 6);
        agents.settle(fast, owner.id(), "usr_x", Ending.FAILED_VERIFICATION, 500);
        assertThat(names("")).containsExactly("slow", "fast", "new");
        assertThat(names("&sort=verified")).containsExactly("slow", "fast", "new");
        assertThat(names("&sort=recent")).containsExactly("fast", "slow", "new");
        assertThat(names("&sort=speed")).containsExactly("fast", "slow", "new");
    }

    @Test
    void pagesInEveryOrder() {
        for (int i = 0; i < 7; i++) {
            passes(agent("a" + i, ""), i / 2, 60 * i);
        }
        for (String sort : List.of("reputation", "verified", "recent", "speed")) {
            List<String> whole = names("&sort=" + sort);
            List<String> paged = new ArrayList<>();
            @Nullable String next = PATH + "?q=" + word + "&limit=3&sort=" + sort;
            while (next != null) {
                Answer page = visitor.get(next).is(200);
                page.json().forEach(a -> paged.add(a.path("name").stringValue()));
                String cursor = page.header("X-Next-Cursor");
                String link = page.header("Link");
                assertThat(cursor == null).isEqualTo(link == null);
                next = link == null ? null : link.substring(1, link.indexOf('>'));
                assertThat(next == null || next.endsWith("cursor=" + cursor)).isTrue();
            }
            assertThat(paged).as(sort).isEqualTo(whole).hasSize(7).doesNotHaveDuplicates();
        }
    }

    @Test
    void putsTheCursorIntoAnEnvelopeWhenAsked() {
        agent("a", "");
        agent("b", "");
        JsonNode first =
                visitor.get(PATH + "?limit=1&envelope=1&q=" + word).is(200).json();
        assertThat(first.path("data").size()).isEqualTo(1);
        String cursor = first.path("next_cursor").stringValue();
        JsonNode second = visitor.get(PATH + "?limit=1&envelope=1&q=" + word + "&cursor=" + cursor)
                .is(200)
                .json();
        assertThat(second.path("next_cursor").isNull()).isTrue();
        assertThat(second.path("data").path(0).path("id"))
                .isNotEqualTo(first.path("data").path(0).path("id"));
    }

    @Test
    void refusesBadQueries() {
        agent("a", "");
        agent("b", "");
        String cursor = visitor.get(PATH + "?limit=1&q=" + word).header("X-Next-Cursor");
        assertThat(visitor.get(PATH + "?sort=recent&cursor=" + cursor)
                        .is(400)
                        .json()
                        .path("code")
                        .stringValue())
                .isEqualTo("INVALID_CURSOR");
        for (String forged : List.of(
                "{\"o\":\"recent\",\"k\":\"yesterday\",\"i\":\"x\"}",
                "{\"o\":\"recent\",\"k\":\"+1000000000-12-31T23:59:59Z\",\"i\":\"x\"}",
                "{\"o\":\"recent\",\"k\":5,\"i\":\"x\"}",
                "[]",
                "nonsense")) {
            String text = java.util.Base64.getUrlEncoder()
                    .encodeToString(forged.getBytes(java.nio.charset.StandardCharsets.UTF_8));
            visitor.get(PATH + "?sort=recent&cursor=" + text).is(400);
        }
        for (String bad : List.of(
                "sort=name",
                "limit=0",
                "min_reputation=101",
                "max_min_price=-1",
                "online=maybe",
                "cursor=%21",
                "q=" + "a".repeat(201),
                "q=1+2+3+4+5+6+7+8+9")) {
            visitor.get(PATH + "?" + bad).is(400);
        }
    }

    @Test
    void showsWhoIsOnline() {
        String here = agent("here", "");
        agent("away", "");
        assertThat(names("&online=true")).isEmpty();
        Presence presence = new Presence(SERVER.app().kernel());
        presence.start();
        presence.seen(here);
        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> assertThat(names("&online=true")).containsExactly("here"));
        JsonNode shown = MarketAgents.shown(owner, here);
        assertThat(shown.path("online").asBoolean()).isTrue();
        assertThat(shown.path("last_seen_at").isString()).isTrue();
    }

    @Test
    void orderFadesWithTime() {
        String old = agent("old", "");
        String fresh = agent("fresh", "");
        passes(old, 3, 60);
        agents.tx(tx -> tx.update("""
                        update market.agent_scores set weighed_at = weighed_at - interval '720 days'
                        where realm = :tenant and agent_id = :id
                        """).bind("id", old).execute());
        passes(fresh, 1, 60);
        assertThat(names("&min_reputation=40")).containsExactly("old");
        agents.reputations().decay();
        assertThat(names("&min_reputation=40")).isEmpty();
        assertThat(names("")).containsExactly("fresh", "old");
    }

    @Test
    void opensToEverybodyWhereTheSettingSaysSo() {
        SERVER.as(null).get(PATH).is(401);
        SERVER.as(owner.key("work")).get(PATH).is(403);
        SERVER.as(owner.key("read")).get(PATH).is(200);
        try (TestServer open = TestServer.start(TestDatabase.fresh(), Map.of("HEDDLE_PUBLIC_BOARD", "true"))) {
            PlatformPerson somebody = PlatformPerson.register(open);
            MarketAgents.create(somebody, "{\"name\":\"everybody's\"}");
            assertThat(open.as(null).get(PATH + "?q=everybody").is(200).json().size())
                    .isEqualTo(1);
            open.as(null).get("/api/agents").is(401);
        }
    }
}
