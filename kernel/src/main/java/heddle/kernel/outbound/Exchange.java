package heddle.kernel.outbound;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;

/**
 * One request and its answer in HTTP/1.1, over a connection of its own to the address that was checked. Clients of
 * libraries either look the name up once more or write the URL anew.
 */
final class Exchange {
    private final OutboundRequest request;
    private final Destination to;
    private final Supplier<SSLContext> trust;

    Exchange(OutboundRequest request, Destination to, Supplier<SSLContext> trust) {
        this.request = request;
        this.to = to;
        this.trust = trust;
    }

    OutboundResponse run() {
        int patience = Math.toIntExact(Math.min(request.timeout().toMillis(), Integer.MAX_VALUE));
        try (Socket plain = new Socket()) {
            plain.connect(new InetSocketAddress(to.address(), to.port()), patience);
            plain.setSoTimeout(patience);
            plain.setTcpNoDelay(true);
            try (Socket socket = to.scheme().equals("https") ? encrypted(plain) : plain) {
                write(new BufferedOutputStream(socket.getOutputStream()));
                AnswerReader reader =
                        new AnswerReader(new BufferedInputStream(socket.getInputStream()), request.maxBytes());
                return reader.read(request.method().equals("HEAD"));
            }
        } catch (AnswerReader.TooLong e) {
            throw new OutboundFailed(
                    "The answer of " + to.host() + " is longer than " + request.maxBytes() + " bytes", e);
        } catch (IOException e) {
            throw new OutboundFailed(to.host() + " could not be reached, or broke off", e);
        }
    }

    /** The name, not the address, is what the certificate must be for. */
    private Socket encrypted(Socket plain) throws IOException {
        SSLSocket socket = (SSLSocket) trust.get().getSocketFactory().createSocket(plain, to.host(), to.port(), true);
        SSLParameters parameters = socket.getSSLParameters();
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        socket.setSSLParameters(parameters);
        socket.startHandshake();
        return socket;
    }

    private void write(OutputStream out) throws IOException {
        byte[] body = request.body();
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("Host", authority());
        headers.put("Connection", "close");
        if (request.headers().keySet().stream().noneMatch(name -> name.equalsIgnoreCase("User-Agent"))) {
            headers.put("User-Agent", "Heddle");
        }
        boolean carries = !request.method().equals("GET") && !request.method().equals("HEAD");
        if (carries || body.length > 0) {
            headers.put("Content-Length", Integer.toString(body.length));
        }
        headers.putAll(request.headers());
        StringBuilder head = new StringBuilder(512);
        head.append(request.method()).append(' ').append(target()).append(" HTTP/1.1\r\n");
        headers.forEach(
                (name, value) -> head.append(name).append(": ").append(value).append("\r\n"));
        head.append("\r\n");
        out.write(head.toString().getBytes(StandardCharsets.US_ASCII));
        out.write(body);
        out.flush();
    }

    /** Path and query exactly as they were given; a URI holds no character that could end the line. */
    private String target() {
        URI uri = URI.create(request.uri().toASCIIString());
        String path = uri.getRawPath() == null || uri.getRawPath().isEmpty() ? "/" : uri.getRawPath();
        return uri.getRawQuery() == null ? path : path + "?" + uri.getRawQuery();
    }

    private String authority() {
        String host = to.host().indexOf(':') >= 0 ? "[" + to.host() + "]" : to.host();
        boolean usual = to.port() == (to.scheme().equals("https") ? 443 : 80);
        return usual ? host : host + ":" + to.port();
    }
}
