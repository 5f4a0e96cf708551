package heddle.kernel.http;

import heddle.kernel.json.Json;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a handler answers. JSON data is put into the surface's envelope by the router; bytes and streams go out as they
 * are.
 */
public final class Reply {
    /** Writes a body of unknown length; the connection's thread runs it. */
    @FunctionalInterface
    public interface Body {
        void writeTo(OutputStream out) throws IOException;
    }

    private final int status;
    private final byte @Nullable [] json;
    private final byte @Nullable [] bytes;
    private final @Nullable Body stream;
    private final Map<String, String> headers = new LinkedHashMap<>(4);
    private final List<String> cookies = new ArrayList<>(0);
    private byte @Nullable [] meta;

    private Reply(int status, byte @Nullable [] json, byte @Nullable [] bytes, @Nullable Body stream) {
        this.status = status;
        this.json = json;
        this.bytes = bytes;
        this.stream = stream;
    }

    public static Reply ok(Object data) {
        return new Reply(200, Json.bytes(data), null, null);
    }

    public static Reply of(int status, Object data) {
        return new Reply(status, Json.bytes(data), null, null);
    }

    public static Reply created(Object data) {
        return of(201, data);
    }

    /** Data that is JSON text already, passed through without parsing. */
    public static Reply json(int status, byte[] data) {
        return new Reply(status, data, null, null);
    }

    /** A body outside the envelope: a page, a file. */
    public static Reply bytes(int status, String contentType, byte[] body) {
        return new Reply(status, null, body, null).header("Content-Type", contentType);
    }

    /** 204: done, and nothing to add. */
    public static Reply nothing() {
        return new Reply(204, null, new byte[0], null);
    }

    public static Reply html(String page) {
        return bytes(200, "text/html; charset=utf-8", page.getBytes(StandardCharsets.UTF_8));
    }

    /** Sends a browser elsewhere; nobody keeps where to. */
    public static Reply redirect(String location) {
        return bytes(302, "text/plain", new byte[0])
                .header("Location", location)
                .header("Cache-Control", "no-store");
    }

    public static Reply stream(String contentType, Body body) {
        return new Reply(200, null, null, body).header("Content-Type", contentType);
    }

    public Reply header(String name, String value) {
        headers.put(name, value);
        return this;
    }

    /**
     * Sets a cookie.
     *
     * @param line the whole value of {@code Set-Cookie}
     */
    public Reply cookie(String line) {
        cookies.add(line);
        return this;
    }

    /** What stands beside the data of a list, where the surface's envelope has a place for it. */
    public Reply meta(Object value) {
        meta = Json.bytes(value);
        return this;
    }

    /** {@code ETag: "<version>"}; the router answers 304 when the caller has it. */
    public Reply etag(long version) {
        return header("ETag", "\"" + version + "\"");
    }

    public int status() {
        return status;
    }

    byte @Nullable [] json() {
        return json;
    }

    byte @Nullable [] bytes() {
        return bytes;
    }

    @Nullable
    Body stream() {
        return stream;
    }

    Map<String, String> headers() {
        return headers;
    }

    List<String> cookies() {
        return cookies;
    }

    byte @Nullable [] meta() {
        return meta;
    }
}
