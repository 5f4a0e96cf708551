package heddle.kernel.outbound;

import io.helidon.common.tls.Tls;
import io.helidon.http.Header;
import io.helidon.http.HeaderNames;
import io.helidon.http.Method;
import io.helidon.webclient.api.DnsAddressLookup;
import io.helidon.webclient.api.Proxy;
import io.helidon.webclient.http1.Http1Client;
import io.helidon.webclient.http1.Http1ClientRequest;
import io.helidon.webclient.http1.Http1ClientResponse;
import io.helidon.webclient.spi.DnsResolver;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import javax.net.ssl.SSLContext;

/** One request and its answer over a connection of its own to an address that was checked. */
final class Exchange {
    private static final String AGENT = "Heddle";

    /** The name is looked up no more: what was checked is what is connected to. */
    private record Checked(InetAddress address) implements DnsResolver {
        @Override
        public InetAddress resolveAddress(String host, DnsAddressLookup order) {
            return address;
        }
    }

    private Exchange() {}

    static OutboundResponse run(OutboundRequest request, Destination to, SSLContext trust) {
        try (Http1ClientResponse answer = send(request, to, trust)) {
            Map<String, List<String>> headers = new LinkedHashMap<>();
            for (Header header : answer.headers()) {
                headers.put(header.name().toLowerCase(Locale.ROOT), List.copyOf(header.allValues()));
            }
            byte[] body = answer.entity().hasEntity() ? read(answer, request, to) : new byte[0];
            return new OutboundResponse(answer.status().code(), headers, body);
        } catch (OutboundFailed e) {
            throw e;
        } catch (IOException | RuntimeException e) {
            throw new OutboundFailed(to.host() + " could not be reached, or broke off", e);
        }
    }

    private static Http1ClientResponse send(OutboundRequest request, Destination to, SSLContext trust) {
        byte[] body = request.body();
        Http1Client client = Http1Client.builder()
                .dnsResolver(new Checked(to.address()))
                .proxy(Proxy.noProxy())
                .shareConnectionCache(false)
                .keepAlive(false)
                .followRedirects(false)
                .servicesDiscoverServices(false)
                .sendExpectContinue(false)
                .maxInMemoryEntity(Math.max(body.length + 1, 128 * 1024))
                .connectTimeout(request.timeout())
                .readTimeout(request.timeout())
                .tls(Tls.builder().sslContext(trust).build())
                .build();
        Http1ClientRequest wire = client.method(Method.create(request.method()))
                .uri(withoutFragment(request.uri()))
                .skipUriEncoding(true);
        wire.header(HeaderNames.USER_AGENT, AGENT);
        request.headers().forEach((name, value) -> wire.header(HeaderNames.create(name), value));
        boolean carries = !request.method().equals("GET") && !request.method().equals("HEAD");
        return carries || body.length > 0 ? wire.submit(body) : wire.request();
    }

    private static byte[] read(Http1ClientResponse answer, OutboundRequest request, Destination to) throws IOException {
        try (InputStream in = answer.entity().inputStream()) {
            byte[] body = in.readNBytes(request.maxBytes() + 1);
            if (body.length > request.maxBytes()) {
                throw new OutboundFailed(
                        "The answer of " + to.host() + " is longer than " + request.maxBytes() + " bytes", null);
            }
            return body;
        }
    }

    private static URI withoutFragment(URI uri) {
        String text = uri.toString();
        int fragment = text.indexOf('#');
        return fragment < 0 ? uri : URI.create(text.substring(0, fragment));
    }
}
