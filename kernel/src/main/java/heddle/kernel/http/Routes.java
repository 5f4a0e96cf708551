package heddle.kernel.http;

import heddle.kernel.access.Permission;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Collects the routes of all modules.
 *
 * <p>{@code routes.post("/v1/keys", Permission.KEYS_MANAGE).group("API Keys").summary("Create API key")
 * .takes(KeyJson.Create.class).gives(201, KeyJson.Created.class).to("Keys.create", this::create)}
 */
public final class Routes {
    public static final long MAX_BODY = 1 << 20;

    private final List<Route> all = new ArrayList<>();

    public Declaration get(String path, Permission permission) {
        return new Declaration("GET", path, permission);
    }

    public Declaration post(String path, Permission permission) {
        return new Declaration("POST", path, permission);
    }

    public Declaration put(String path, Permission permission) {
        return new Declaration("PUT", path, permission);
    }

    public Declaration patch(String path, Permission permission) {
        return new Declaration("PATCH", path, permission);
    }

    public Declaration delete(String path, Permission permission) {
        return new Declaration("DELETE", path, permission);
    }

    public List<Route> all() {
        return List.copyOf(all);
    }

    /** A route being declared; {@link #to} finishes it. */
    public final class Declaration {
        private final String method;
        private final String path;
        private final Permission permission;
        private final List<Route.Query> queries = new ArrayList<>();
        private final List<String> consumes = new ArrayList<>(List.of("application/json"));
        private String group = "";
        private String summary = "";
        private @Nullable Class<? extends Record> takes;
        private boolean takesTree;
        private int status = 200;
        private @Nullable Class<?> gives;
        private boolean givesList;
        private final Map<Integer, Class<?>> also = new LinkedHashMap<>();
        private String produces = "application/json";
        private long maxBody = MAX_BODY;
        private boolean quiet;
        private boolean reads;

        private Declaration(String method, String path, Permission permission) {
            this.method = method;
            this.path = path;
            this.permission = permission;
        }

        public Declaration group(String name) {
            group = name;
            return this;
        }

        public Declaration summary(String text) {
            summary = text;
            return this;
        }

        /** The body is a JSON object read into this record, with every fault reported. */
        public Declaration takes(Class<? extends Record> type) {
            takes = type;
            return this;
        }

        /** The body is JSON that the handler reads as a tree, e.g. because absent and null differ. */
        public Declaration takesTree() {
            takesTree = true;
            return this;
        }

        public Declaration maxBody(long bytes) {
            maxBody = bytes;
            return this;
        }

        /** Also accepts bodies of this media type, read by {@link Request#raw()}. */
        public Declaration consumes(String mediaType) {
            consumes.add(mediaType);
            return this;
        }

        public Declaration gives(int code, Class<?> type) {
            status = code;
            gives = type;
            return this;
        }

        public Declaration givesList(Class<?> type) {
            gives = type;
            givesList = true;
            return this;
        }

        /** A further status that is no refusal, with its data. */
        public Declaration also(int code, Class<?> type) {
            also.put(code, type);
            return this;
        }

        /** Free-form JSON data. */
        public Declaration gives(int code) {
            status = code;
            return this;
        }

        /** A body that is not JSON in an envelope. */
        public Declaration produces(String mediaType) {
            produces = mediaType;
            return this;
        }

        public Declaration query(String name, String type, String description) {
            queries.add(new Route.Query(name, type, description));
            return this;
        }

        /** Never rate-limited and not logged: health probes. */
        public Declaration quiet() {
            quiet = true;
            return this;
        }

        /** A POST whose answer sets cookies, which an {@code Idempotency-Key} could not bring back. */
        public Declaration setsCookies() {
            reads = true;
            return this;
        }

        /** A POST that only reads: a query too long for a path. */
        public Declaration reads() {
            reads = true;
            return this;
        }

        /**
         * @param name {@code Class.method} that answers, shown in docs/ROUTES.md
         */
        public void to(String name, Handler handler) {
            declare(name, false, in -> () -> handler.handle(in));
        }

        /** The same for an answer in two steps, the first outside every transaction. */
        public void toPrepared(String name, Preparation preparation) {
            declare(name, true, preparation);
        }

        private void declare(String name, boolean prepares, Preparation preparation) {
            Objects.requireNonNull(permission, "permission is null");
            all.add(new Route(
                    method,
                    path,
                    permission,
                    group,
                    summary,
                    takes,
                    takesTree,
                    status,
                    gives,
                    givesList,
                    Map.copyOf(also),
                    produces,
                    List.copyOf(queries),
                    maxBody,
                    List.copyOf(consumes),
                    quiet,
                    reads,
                    name,
                    prepares,
                    preparation));
        }
    }
}
