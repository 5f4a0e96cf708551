package heddle.server;

import heddle.testkit.Api;

/** A tenant that one test has for itself. */
public record TestTenant(TestServer server, String id, String token) {
    /** The tenant's first key, which holds every scope. */
    public Api api() {
        return server.as(token);
    }

    /** The same tenant through another node. */
    public Api at(TestServer other) {
        return other.as(token);
    }

    /** A further secret key with these scopes, e.g. {@code "read", "write"}. */
    public Api key(String... scopes) {
        return server.as(token(scopes, "secret"));
    }

    /** A key for browsers, which policies see as anonymous. */
    public Api publishable() {
        return server.as(token(new String[] {"read"}, "publishable"));
    }

    public String token(String[] scopes, String type) {
        String list = "\"" + String.join("\",\"", scopes) + "\"";
        return api().post("/v1/keys", "{\"label\":\"test\",\"type\":\"%s\",\"scopes\":[%s]}".formatted(type, list))
                .is(201)
                .data()
                .path("token")
                .stringValue();
    }

    /** Defines an object type and returns its id. */
    public String type(String json) {
        return api().post("/v1/object-types", json).is(201).id();
    }

    /** Makes an object and returns its id. */
    public String object(String type, String properties) {
        return api().post("/v1/objects/" + type, "{\"properties\":" + properties + "}")
                .is(201)
                .id();
    }
}
