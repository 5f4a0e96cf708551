package heddle.server.market;

import com.stripe.net.Webhook;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import heddle.kernel.http.FormBody;
import heddle.kernel.json.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.InvalidKeyException;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** Stripe as far as we ask of it: its paths, shapes, idempotency keys and errors, and events signed by its own library. */
final class StandInStripe implements AutoCloseable {
    static final String SECRET = "whsec_of_the_tests";

    /** How transfers go. */
    enum Mood {
        WELL,
        /** Refused for good. */
        REFUSE,
        /** Done, but the answer is a fault. */
        DO_AND_FAIL,
        /** Not done, and the answer is a fault. */
        FAIL,
        /** Not done, since the operator's key is not known any more. */
        WRONG_KEY
    }

    private static final AtomicInteger COUNT = new AtomicInteger();

    private final HttpServer server;
    private final Map<String, ObjectNode> byKey = new ConcurrentHashMap<>();
    private final Map<String, ObjectNode> transfers = new ConcurrentHashMap<>();
    private final Map<String, Map<String, String>> forms = new ConcurrentHashMap<>();
    private final Queue<String> charged = new ConcurrentLinkedQueue<>();
    private final Queue<String> asked = new ConcurrentLinkedQueue<>();
    volatile Mood mood = Mood.WELL;
    volatile boolean cardsDecline;
    volatile boolean accountsReady = true;

    StandInStripe() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/v1/", this::handle);
        server.start();
    }

    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    /** Method and path of every call so far. */
    List<String> asked() {
        return List.copyOf(asked);
    }

    /** A field of the last form that a path was sent. */
    String sent(String path, String field) {
        return forms.getOrDefault(path, Map.of()).getOrDefault(field, "");
    }

    /** The cards that were charged so far. */
    List<String> charged() {
        return List.copyOf(charged);
    }

    long transfersOf(String withdrawalId) {
        return transfers.values().stream()
                .filter(t -> t.path("transfer_group").asString("").equals(withdrawalId))
                .count();
    }

    private void handle(HttpExchange x) throws IOException {
        String path = x.getRequestURI().getPath();
        String method = x.getRequestMethod();
        asked.add(method + " " + path);
        Map<String, String> form =
                FormBody.parse(new String(x.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
        forms.put(path, form);
        String key = x.getRequestHeaders().getFirst("Idempotency-Key");
        if (method.equals("POST") && path.equals("/v1/transfers")) {
            transfer(x, form, String.valueOf(key));
        } else if (path.equals("/v1/transfers")) {
            Map<String, String> query =
                    FormBody.parse(String.valueOf(x.getRequestURI().getRawQuery()));
            ObjectNode list = Json.object().put("object", "list").put("has_more", false);
            transfers.values().stream()
                    .filter(t -> t.path("transfer_group").asString("").equals(query.get("transfer_group")))
                    .forEach(list.withArray("data")::add);
            answer(x, 200, list);
        } else if (path.equals("/v1/payment_intents") && cardsDecline) {
            answer(x, 402, error("card_error", "card_declined", "Your card was declined."));
        } else {
            answer(x, 200, key == null ? made(path, form) : byKey.computeIfAbsent(key, k -> made(path, form)));
        }
    }

    private void transfer(HttpExchange x, Map<String, String> form, String key) throws IOException {
        Mood now = mood;
        if (now == Mood.REFUSE) {
            answer(x, 400, error("invalid_request_error", "account_invalid", "The account cannot receive transfers."));
            return;
        }
        if (now == Mood.WRONG_KEY) {
            answer(x, 401, error("invalid_request_error", "", "Invalid API Key provided: sk_test_****ests"));
            return;
        }
        if (now != Mood.FAIL) {
            ObjectNode made = byKey.computeIfAbsent(key, k -> made("/v1/transfers", form));
            transfers.put(made.path("id").stringValue(), made);
            if (now == Mood.WELL) {
                answer(x, 200, made);
                return;
            }
        }
        answer(x, 500, error("api_error", "", "Something went wrong."));
    }

    private ObjectNode made(String path, Map<String, String> form) {
        ObjectNode out = Json.object();
        form.forEach((name, value) -> {
            if (name.startsWith("metadata[")) {
                out.withObject("metadata").put(name.substring(9, name.length() - 1), value);
            }
        });
        switch (path) {
            case "/v1/checkout/sessions" -> {
                String id = fresh("cs_test_");
                out.put("id", id).put("object", "checkout.session").put("url", "https://checkout.stripe.test/" + id);
            }
            case "/v1/customers" -> out.put("id", fresh("cus_")).put("object", "customer");
            case "/v1/setup_intents" ->
                out.put("id", fresh("seti_")).put("object", "setup_intent").put("client_secret", "seti_secret");
            case "/v1/payment_intents" -> {
                charged.add(String.valueOf(form.get("payment_method")));
                out.put("id", fresh("pi_"))
                        .put("object", "payment_intent")
                        .put("status", "succeeded")
                        .put("amount", Long.parseLong(form.get("amount")))
                        .put("amount_received", Long.parseLong(form.get("amount")))
                        .put("currency", form.get("currency"));
            }
            case "/v1/accounts" -> out.put("id", fresh("acct_")).put("object", "account");
            case "/v1/account_links" ->
                out.put("object", "account_link").put("url", "https://connect.stripe.test/" + fresh("link_"));
            case "/v1/transfers" ->
                out.put("id", fresh("tr_"))
                        .put("object", "transfer")
                        .put("amount", Long.parseLong(form.get("amount")))
                        .put("destination", form.get("destination"))
                        .put("transfer_group", form.get("transfer_group"));
            default -> {
                out.put("id", path.substring(path.lastIndexOf('/') + 1)).put("object", "account");
                out.put("details_submitted", accountsReady)
                        .put("charges_enabled", accountsReady)
                        .put("payouts_enabled", accountsReady);
                out.withObject("capabilities").put("transfers", accountsReady ? "active" : "inactive");
            }
        }
        return out;
    }

    private static ObjectNode error(String type, String code, String message) {
        ObjectNode out = Json.object();
        out.withObject("error").put("type", type).put("code", code).put("message", message);
        return out;
    }

    private static void answer(HttpExchange x, int status, ObjectNode body) throws IOException {
        byte[] bytes = Json.bytes(body);
        x.getResponseHeaders().add("Content-Type", "application/json");
        x.sendResponseHeaders(status, bytes.length);
        x.getResponseBody().write(bytes);
        x.close();
    }

    static String fresh(String prefix) {
        return prefix + "t" + COUNT.incrementAndGet() + "x" + System.nanoTime();
    }

    /** An event about an object, as Stripe would send it. */
    static String event(String type, ObjectNode object, Instant created, @Nullable String account) {
        ObjectNode event = Json.object()
                .put("id", fresh("evt_"))
                .put("object", "event")
                .put("type", type)
                .put("created", created.getEpochSecond());
        if (account != null) {
            event.put("account", account);
        }
        event.withObject("data").set("object", object);
        return event.toString();
    }

    static String signature(String body, Instant when) {
        try {
            return Webhook.Signature.generateSignatureHeader(body, SECRET, when.getEpochSecond());
        } catch (NoSuchAlgorithmException | InvalidKeyException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
