package heddle.kernel.http;

import heddle.kernel.access.Permission;
import heddle.kernel.json.Json;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** The OpenAPI 3.1 description, made of the route declarations and nothing else. */
public final class OpenApi {
    private static final Pattern PARAMETER = Pattern.compile("\\{([a-z_]+)}");

    private final Schemas schemas = new Schemas();

    /** The whole document. */
    public ObjectNode document(List<Route> routes, String version) {
        ObjectNode root = Json.object();
        root.put("openapi", "3.1.0");
        ObjectNode info = root.putObject("info");
        info.put("title", "Heddle");
        info.put("version", version);
        info.put("description", "A self-hosted backend for a business and its AI agents.");
        info.putObject("license").put("name", "Proprietary").put("identifier", "LicenseRef-Heddle");
        root.putArray("servers").addObject().put("url", "/").put("description", "This server");
        tags(root.putArray("tags"), routes);
        ObjectNode paths = root.putObject("paths");
        for (Route route : routes) {
            ObjectNode item =
                    paths.has(route.path()) ? (ObjectNode) paths.get(route.path()) : paths.putObject(route.path());
            item.set(route.method().toLowerCase(Locale.ROOT), operation(route));
        }
        components(root.putObject("components"));
        return root;
    }

    private static void tags(ArrayNode tags, List<Route> routes) {
        Set<String> groups = new TreeSet<>();
        routes.forEach(r -> groups.add(r.group()));
        groups.forEach(g -> tags.addObject().put("name", g).put("description", g));
    }

    private ObjectNode operation(Route route) {
        ObjectNode operation = Json.object();
        operation.put("operationId", operationId(route));
        operation.put("summary", route.summary());
        operation.putArray("tags").add(route.group());
        ArrayNode security = operation.putArray("security");
        if (route.permission() != Permission.PUBLIC) {
            operation.put(
                    "description", "Needs the permission `" + route.permission().label() + "`.");
            security.addObject().putArray("bearer");
        }
        parameters(operation, route);
        body(operation, route);
        responses(operation.putObject("responses"), route);
        return operation;
    }

    private static String operationId(Route route) {
        int dot = route.name().indexOf('.');
        String verb = route.name().substring(dot + 1);
        String noun = route.name().substring(0, dot);
        return Character.toLowerCase(noun.charAt(0))
                + noun.substring(1)
                + Character.toUpperCase(verb.charAt(0))
                + verb.substring(1);
    }

    private static void parameters(ObjectNode operation, Route route) {
        ArrayNode parameters = Json.mapper().createArrayNode();
        Matcher names = PARAMETER.matcher(route.path());
        while (names.find()) {
            ObjectNode parameter = parameters.addObject();
            parameter.put("name", names.group(1)).put("in", "path").put("required", true);
            parameter.putObject("schema").put("type", "string");
        }
        for (Route.Query query : route.queries()) {
            ObjectNode parameter = parameters.addObject();
            parameter.put("name", query.name()).put("in", "query").put("description", query.description());
            parameter.putObject("schema").put("type", query.type());
        }
        if (route.idempotent()) {
            parameters.addObject().put("$ref", "#/components/parameters/IdempotencyKey");
        }
        if (!parameters.isEmpty()) {
            operation.set("parameters", parameters);
        }
    }

    private void body(ObjectNode operation, Route route) {
        if (route.takes() == null && !route.takesTree()) {
            return;
        }
        ObjectNode body = operation.putObject("requestBody");
        body.put("required", route.method().equals("POST") || route.method().equals("PATCH"));
        ObjectNode content = body.putObject("content");
        for (String mediaType : route.consumes()) {
            ObjectNode schema = route.takes() == null || !mediaType.equals("application/json")
                    ? Json.object().put("type", mediaType.equals("text/csv") ? "string" : "object")
                    : schemas.request(route.takes());
            content.putObject(mediaType).set("schema", schema);
        }
    }

    private void responses(ObjectNode responses, Route route) {
        success(responses, route);
        route.also().forEach((status, type) -> {
            ObjectNode other = responses.putObject(Integer.toString(status));
            other.put("description", route.summary());
            ObjectNode schema = answer(Dialect.of(route.path()), schemas.response(type));
            other.putObject("content").putObject("application/json").set("schema", schema);
        });
        String refusal = "#/components/responses/" + refusal(Dialect.of(route.path()));
        responses.putObject("4XX").put("$ref", refusal);
        responses.putObject("5XX").put("$ref", refusal);
    }

    private void success(ObjectNode responses, Route route) {
        ObjectNode good = responses.putObject(Integer.toString(route.status()));
        good.put("description", route.summary());
        if (route.status() != 101 && route.status() != 204) {
            ObjectNode schema = route.produces().equals("application/json")
                    ? answer(Dialect.of(route.path()), data(route))
                    : Json.object().put("type", "string");
            ObjectNode content = good.putObject("content");
            content.putObject(route.produces()).set("schema", schema);
        }
    }

    /** The schema of a route's data, which tests hold every response to. */
    public ObjectNode data(Route route) {
        @Nullable Class<?> gives = route.gives();
        if (gives == null) {
            return Json.object();
        }
        ObjectNode one = schemas.response(gives);
        if (!route.givesList()) {
            return one;
        }
        ObjectNode list = Json.object().put("type", "array");
        list.set("items", one);
        boolean bareOrNot = route.queries().stream().anyMatch(q -> q.name().equals("envelope"));
        return bareOrNot ? bareOrInEnvelope(list) : list;
    }

    /** Lists of the Market are bare arrays; who asks for {@code envelope=1} gets the next cursor in the body too. */
    private static ObjectNode bareOrInEnvelope(ObjectNode list) {
        ObjectNode envelope = Json.object().put("type", "object");
        ObjectNode properties = envelope.putObject("properties");
        properties.set("data", list);
        properties.putObject("next_cursor").putArray("type").add("string").add("null");
        envelope.putArray("required").add("data").add("next_cursor");
        ObjectNode either = Json.object();
        either.putArray("anyOf").add(list).add(envelope);
        return either;
    }

    private static ObjectNode answer(Dialect dialect, ObjectNode data) {
        return switch (dialect) {
            case ENVELOPE -> envelope(data, "request_id");
            case HUB -> envelope(data, "requestId");
            case HUB_SESSION, FLAT -> data;
        };
    }

    private static String refusal(Dialect dialect) {
        return switch (dialect) {
            case ENVELOPE -> "Refusal";
            case HUB -> "HubRefusal";
            case HUB_SESSION -> "SessionRefusal";
            case FLAT -> "PlatformRefusal";
        };
    }

    private static ObjectNode envelope(ObjectNode data, String requestId) {
        ObjectNode schema = Json.object().put("type", "object");
        ObjectNode properties = schema.putObject("properties");
        properties.putObject("success").put("const", true);
        properties.set("data", data);
        properties.putObject("meta").put("type", "object");
        properties.putObject(requestId).put("type", "string");
        schema.putArray("required").add("success").add("data").add(requestId);
        return schema;
    }

    private static void components(ObjectNode components) {
        ObjectNode bearer = components.putObject("securitySchemes").putObject("bearer");
        bearer.put("type", "http")
                .put("scheme", "bearer")
                .put("description", "An API key, or a session's access token.");
        ObjectNode key = components.putObject("parameters").putObject("IdempotencyKey");
        key.put("name", "Idempotency-Key").put("in", "header");
        key.put("description", "Makes a repeat of this call harmless for 24 hours.");
        key.putObject("schema").put("type", "string").put("maxLength", 255);
        ObjectNode responses = components.putObject("responses");
        refusal(responses, "Refusal", errorSchema("request_id"));
        refusal(responses, "HubRefusal", errorSchema("requestId"));
        refusal(responses, "SessionRefusal", sessionErrorSchema());
        refusal(responses, "PlatformRefusal", flatErrorSchema());
    }

    private static void refusal(ObjectNode responses, String name, ObjectNode schema) {
        ObjectNode refusal = responses.putObject(name);
        refusal.put("description", "The request was refused; the code says why and the message what to do.");
        refusal.putObject("content").putObject("application/json").set("schema", schema);
    }

    /** Scripts are told where to go next, programs why they were refused; a forged update of a session gets null. */
    private static ObjectNode sessionErrorSchema() {
        ObjectNode schema = Json.object();
        ArrayNode kinds = schema.putArray("anyOf");
        kinds.add(errorSchema("requestId"));
        ObjectNode next = kinds.addObject().put("type", "object");
        next.putObject("properties").putObject("url").put("type", "string");
        next.putArray("required").add("url");
        kinds.addObject().put("type", "null");
        return schema;
    }

    private static ObjectNode flatErrorSchema() {
        ObjectNode schema = Json.object().put("type", "object");
        ObjectNode properties = schema.putObject("properties");
        properties.putObject("error").put("type", "string");
        properties.putObject("code").put("type", "string");
        properties.putObject("details").put("type", "object");
        schema.putArray("required").add("error").add("code").add("details");
        return schema;
    }

    private static ObjectNode errorSchema(String requestId) {
        ObjectNode schema = Json.object().put("type", "object");
        ObjectNode properties = schema.putObject("properties");
        properties.putObject("success").put("const", false);
        ObjectNode error = properties.putObject("error").put("type", "object");
        ObjectNode members = error.putObject("properties");
        members.putObject("code").put("type", "string");
        members.putObject("message").put("type", "string");
        ObjectNode fault = members.putObject("details").put("type", "array").putObject("items");
        fault.put("type", "object");
        ObjectNode faultMembers = fault.putObject("properties");
        List.of("field", "code", "message")
                .forEach(n -> faultMembers.putObject(n).put("type", "string"));
        error.putArray("required").add("code").add("message");
        properties.putObject(requestId).put("type", "string");
        schema.putArray("required").add("success").add("error").add(requestId);
        return schema;
    }
}
