package heddle.data.realtime;

import heddle.kernel.access.Caller;
import heddle.kernel.http.Socket;
import heddle.kernel.http.SocketHandler;
import heddle.kernel.json.Json;
import heddle.kernel.problem.Problem;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** One WebSocket of a client: reads its messages, keeps it alive, and passes on what its subscriptions are told. */
final class Connection implements SocketHandler, Reader {
    static final int HEARTBEAT_MILLIS = 25_000;
    private static final long DROP_NANOS = TimeUnit.SECONDS.toNanos(60);
    private static final int BAD_FRAME = 4400;
    private static final int NO_HEARTBEAT = 4408;
    private static final int TOO_FAST = 4429;

    private final String id;
    private final RealtimeContext context;
    private final MessageRate rate;
    private volatile Credential credential;
    private volatile Viewer viewer;
    private volatile @Nullable Socket socket;
    private volatile @Nullable Subscriptions subscriptions;
    private long pingedNanos = System.nanoTime();

    Connection(RealtimeContext context, Credential credential) {
        this.id = context.kernel().ids().next("conn");
        this.context = context;
        this.rate = new MessageRate(context.limited());
        this.credential = credential;
        this.viewer = new Viewer(credential.caller());
    }

    String id() {
        return id;
    }

    @Override
    public Viewer viewer() {
        return viewer;
    }

    @Override
    public Credential credential() {
        return credential;
    }

    @Override
    public void opened(Socket opened) {
        socket = opened;
        say(Frame.connected(id, HEARTBEAT_MILLIS, context.kernel().time().instant()));
        subscriptions = new Subscriptions(this, context, context.rooms().enter(this));
    }

    @Override
    public void message(String text) {
        Socket open = socket();
        switch (rate.next()) {
            case REFUSED ->
                say(Frame.error(Json.mapper().missingNode(), "RATE_LIMITED", "Send at most 30 messages a second"));
            case FLOOD -> open.close(TOO_FAST, "too many messages");
            case TAKEN -> handle(text, open);
        }
    }

    private void handle(String text, Socket open) {
        JsonNode message;
        try {
            message = Json.parse(text);
        } catch (Problem unreadable) {
            open.close(BAD_FRAME, "not JSON");
            return;
        }
        if (!(message instanceof ObjectNode object)) {
            open.close(BAD_FRAME, "not a JSON object");
            return;
        }
        JsonNode ref = object.path("ref");
        try {
            act(object, ref);
        } catch (Problem refused) {
            say(Frame.error(ref, refused.code(), refused.text()));
        }
    }

    private void act(ObjectNode message, JsonNode ref) {
        Subscriptions mine = java.util.Objects.requireNonNull(subscriptions);
        switch (message.path("type").asString("")) {
            case "subscribe" -> mine.subscribe(message, ref);
            case "unsubscribe" -> mine.unsubscribe(message, ref);
            case "presence" -> mine.presence(message);
            case "broadcast" -> mine.broadcast(message);
            case "ping" -> say(Frame.reply("pong", ref));
            case "auth" -> renew(message, ref);
            default ->
                throw Problem.badRequest(
                        "BAD_MESSAGE", "type must be subscribe, unsubscribe, ping, auth, presence or broadcast");
        }
    }

    /** Takes a new token in time, for the same tenant; what is subscribed is judged with it from now on. */
    private void renew(ObjectNode message, JsonNode ref) {
        Credential old = credential;
        String token = message.path("token").asString("");
        try {
            Caller caller = context.rooms()
                    .authenticate(
                            token,
                            old.caller().requestId(),
                            old.caller().ip(),
                            old.caller().userAgent());
            if (!caller.tenantId().equals(old.caller().tenantId())) {
                throw Problem.forbidden("FORBIDDEN", "The token belongs to another tenant");
            }
            credential = new Credential(token, caller);
            viewer = new Viewer(caller);
            say(Frame.reply("authenticated", ref));
        } catch (Problem refused) {
            if (refused.status() == 401) {
                dismiss(Rooms.TOKEN_INVALID, refused.text());
                return;
            }
            throw refused;
        }
    }

    @Override
    public void renewed(Caller caller) {
        credential = new Credential(credential.token(), caller);
        viewer = new Viewer(caller);
    }

    @Override
    public void closed() {
        Subscriptions mine = subscriptions;
        if (mine != null) {
            mine.end();
            context.rooms().leave(this);
        }
    }

    @Override
    public void take(Frame frame) {
        socket().send(frame.message());
    }

    /** The same, waiting for the client to read; for replays. */
    void takePatiently(Frame frame) {
        socket().sendPatiently(frame.message());
    }

    void say(ObjectNode message) {
        socket().send(Socket.Message.of(message.toString()));
    }

    @Override
    public void gap(Interest interest, long from, long to) {
        say(Frame.gap(interest.topic().name(), from, to));
    }

    @Override
    public void tick() {
        Socket open = socket();
        if (open.silentNanos() > DROP_NANOS) {
            open.close(NO_HEARTBEAT, "no heartbeat");
        } else if (System.nanoTime() - pingedNanos > TimeUnit.MILLISECONDS.toNanos(HEARTBEAT_MILLIS)) {
            pingedNanos = System.nanoTime();
            open.ping();
        }
    }

    @Override
    public void dismiss(int code, String reason) {
        socket().close(code, reason);
    }

    private Socket socket() {
        return java.util.Objects.requireNonNull(socket);
    }
}
