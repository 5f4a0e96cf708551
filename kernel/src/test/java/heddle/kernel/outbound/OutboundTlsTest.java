package heddle.kernel.outbound;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsExchange;
import com.sun.net.httpserver.HttpsServer;
import heddle.kernel.http.Cidr;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** TLS goes to the address that was checked and is held to the name that was asked for. */
class OutboundTlsTest {
    private static final char[] PASSWORD = "changeit".toCharArray();
    private static final List<String> NAMES = new CopyOnWriteArrayList<>();

    @TempDir
    static Path folder;

    private static HttpsServer server;
    private static SSLContext trusting;

    @BeforeAll
    static void start() throws IOException, GeneralSecurityException, InterruptedException {
        KeyStore store = selfSigned(folder.resolve("keys.p12"));
        KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(store, PASSWORD);
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(store);
        trusting = SSLContext.getInstance("TLS");
        trusting.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
        server = HttpsServer.create(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0), 0);
        server.setHttpsConfigurator(new HttpsConfigurator(trusting));
        server.createContext("/", exchange -> {
            ExtendedSSLSession session = (ExtendedSSLSession) ((HttpsExchange) exchange).getSSLSession();
            NAMES.add(session.getRequestedServerNames().toString());
            exchange.sendResponseHeaders(204, -1);
            exchange.close();
        });
        server.start();
    }

    @AfterAll
    static void stop() {
        server.stop(0);
    }

    @Test
    void asksForTheNameAndAcceptsItsCertificate() {
        assertThat(outbound(trusting)
                        .send(OutboundRequest.get(uri("secure.example")))
                        .status())
                .isEqualTo(204);
        assertThat(NAMES).singleElement().asString().contains("secure.example");
    }

    @Test
    void refusesTheCertificateOfAnotherName() {
        assertThatThrownBy(() -> outbound(trusting).send(OutboundRequest.get(uri("other.example"))))
                .isInstanceOf(OutboundFailed.class)
                .hasCauseInstanceOf(javax.net.ssl.SSLException.class);
        assertThatThrownBy(() -> outbound(trusting).send(OutboundRequest.get(uri("127.0.0.1"))))
                .isInstanceOf(OutboundFailed.class);
    }

    @Test
    void refusesACertificateThatNobodyVouchesFor() throws GeneralSecurityException {
        SSLContext usual = SSLContext.getDefault();
        assertThatThrownBy(() -> outbound(usual).send(OutboundRequest.get(uri("secure.example"))))
                .isInstanceOf(OutboundFailed.class);
    }

    private static Outbound outbound(SSLContext context) {
        Reach reach = new Reach(List.of(Cidr.parse("127.0.0.0/8").orElseThrow()));
        return new Outbound(reach, host -> new InetAddress[] {InetAddress.ofLiteral("127.0.0.1")}, () -> context);
    }

    private static URI uri(String host) {
        return URI.create("https://" + host + ":" + server.getAddress().getPort() + "/");
    }

    private static KeyStore selfSigned(Path file) throws IOException, GeneralSecurityException, InterruptedException {
        Path keytool = Path.of(System.getProperty("java.home"), "bin", "keytool");
        int ended = new ProcessBuilder(
                        keytool.toString(),
                        "-genkeypair",
                        "-alias",
                        "a",
                        "-keyalg",
                        "EC",
                        "-validity",
                        "2",
                        "-dname",
                        "CN=secure.example",
                        "-ext",
                        "san=dns:secure.example",
                        "-storetype",
                        "PKCS12",
                        "-keystore",
                        file.toString(),
                        "-storepass",
                        new String(PASSWORD))
                .inheritIO()
                .start()
                .waitFor();
        assertThat(ended).isZero();
        KeyStore store = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(file)) {
            store.load(in, PASSWORD);
        }
        return store;
    }
}
