package heddle.kernel.outbound;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.URI;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a URL may be before anybody is asked or connected to. */
class DestinationTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://127.0.0.1/",
                "http://127.255.255.254/",
                "http://0.0.0.0/",
                "http://0.1.2.3/",
                "http://10.0.0.1/",
                "http://100.64.0.1/",
                "http://100.100.100.200/latest/meta-data",
                "http://168.63.129.16/",
                "http://169.254.169.254/latest/meta-data",
                "http://172.16.0.1/",
                "http://172.31.255.255/",
                "http://192.0.0.192/",
                "http://192.0.2.1/",
                "http://192.88.99.1/",
                "http://192.168.1.1/",
                "http://198.18.0.1/",
                "http://198.51.100.1/",
                "http://203.0.113.9/",
                "http://224.0.0.1/",
                "http://240.0.0.1/",
                "http://255.255.255.255/",
                "http://[::]/",
                "http://[::1]/",
                "http://[::ffff:127.0.0.1]/",
                "http://[::ffff:a9fe:a9fe]/",
                "http://[::127.0.0.1]/",
                "http://[64:ff9b::7f00:1]/",
                "http://[64:ff9b:1::1]/",
                "http://[2002:7f00:1::]/",
                "http://[2001:0:4136:e378::]/",
                "http://[2001:db8::1]/",
                "http://[3fff::1]/",
                "http://[5f00::1]/",
                "http://[100::1]/",
                "http://[fc00::1]/",
                "http://[fd00:ec2::254]/latest/meta-data",
                "http://[fe80::1]/",
                "http://[fec0::1]/",
                "http://[ff02::1]/",
            })
    void refusesAddressesThatAreNotPublic(String url) {
        assertThatThrownBy(() -> Destination.of(URI.create(url), closed(), DestinationTest::nobodyIsAsked))
                .isInstanceOf(OutboundRefused.class)
                .hasMessageContaining("not public");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://2130706433/",
                "http://017700000001/",
                "http://0x7f000001/",
                "http://0177.0.0.1/",
                "http://0x7f.0.0.1/",
                "http://127.1/",
                "http://127.0.1/",
                "http://127.0.0.1./",
                "http://127.0.0.01/",
                "http://127.0.0.0x1/",
                "http://1.2.3.4.5/",
                "http://256.1.1.1/",
                "http://evil.example.1/",
                "http://[fe80::1%25eth0]/",
                "http:///etc/passwd",
                "http:127.0.0.1",
                "http://ⓛocalhost/",
                "http://exa%6dple.com/",
                "http://user:password@example.com/",
                "http://user@example.com/",
                "http://example.com:0/",
                "http://example.com:65536/",
                "ftp://example.com/",
                "file:///etc/passwd",
                "gopher://example.com/",
                "jar:http://example.com/x!/",
                "//example.com/",
                "/path",
            })
    void refusesUrlsThatProgramsReadDifferently(String url) {
        assertThatThrownBy(() -> Destination.of(URI.create(url), closed(), DestinationTest::nobodyIsAsked))
                .isInstanceOf(OutboundRefused.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://93.184.216.34/", "https://[2606:2800:220:1::1]:8443/x", "http://172.32.0.1/"})
    void allowsPublicAddresses(String url) {
        assertThat(Destination.of(URI.create(url), closed(), DestinationTest::nobodyIsAsked)
                        .address())
                .isNotNull();
    }

    private static Reach closed() {
        return new Reach(List.of());
    }

    private static InetAddress[] nobodyIsAsked(String host) {
        throw new AssertionError("asked for " + host);
    }
}
