package tv.headwater.metadata.webhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tv.headwater.contract.api.InvalidProperty;

class AddressRuleTest {

    /** Who it is for: everyone, closed installations, nobody. */
    @ParameterizedTest
    @CsvSource({
        "1.1.1.1,public",
        "93.184.216.34,public",
        "9.255.255.255,public",
        "11.0.0.0,public",
        "100.63.255.255,public",
        "100.128.0.0,public",
        "172.15.255.255,public",
        "172.32.0.0,public",
        "223.255.255.255,public",
        "2606:4700:4700::1111,public",
        "2a00:1450:4001::1,public",
        "10.0.0.1,private",
        "10.255.255.255,private",
        "127.0.0.1,private",
        "127.255.255.254,private",
        "172.16.0.1,private",
        "172.31.255.255,private",
        "192.168.1.1,private",
        "100.64.0.1,private",
        "100.127.255.255,private",
        "198.18.0.1,private",
        "::1,private",
        "fc00::1,private",
        "fd12:3456::1,private",
        "::ffff:10.0.0.1,private",
        "::ffff:127.0.0.1,private",
        "0.0.0.0,never",
        "0.1.2.3,never",
        "169.254.169.254,never",
        "169.254.0.1,never",
        "::ffff:169.254.169.254,never",
        "168.63.129.16,never",
        "100.100.100.200,never",
        "fd00:ec2::254,never",
        "192.0.0.8,never",
        "192.0.2.1,never",
        "192.88.99.1,never",
        "198.51.100.1,never",
        "203.0.113.1,never",
        "224.0.0.1,never",
        "239.255.255.250,never",
        "240.0.0.1,never",
        "255.255.255.255,never",
        "::,never",
        "::127.0.0.1,never",
        "64:ff9b::7f00:1,never",
        "100::1,never",
        "2001::1,never",
        "2001:db8::1,never",
        "2002:7f00:1::,never",
        "3fff::1,never",
        "fe80::1,never",
        "fec0::1,never",
        "ff02::1,never",
    })
    void knowsWhoAnAddressIsFor(String address, String whose) {
        var parsed = InetAddress.ofLiteral(address);
        assertThat(new AddressRule(false).allows(parsed)).isEqualTo(whose.equals("public"));
        assertThat(new AddressRule(true).allows(parsed)).isEqualTo(!whose.equals("never"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://127.0.0.1/",
                "http://localhost:8080/x",
                "http://LOCALHOST/",
                "https://[::1]/",
                "https://[::ffff:10.0.0.1]/",
                "http://169.254.169.254/latest/meta-data",
                "http://10.1.2.3:9092/",
                "ftp://example.com/",
                "example.com/hook",
                "https:///hook",
                "https://user:password@example.com/",
                "https://example.com/#fragment",
                "https://example.com:99999/",
                "https://exa mple.com/",
                "  ",
            })
    void refusesUrlsThatNothingIsSentTo(String url) {
        assertThatThrownBy(() -> ReceiverUrl.checked(url, new AddressRule(false)))
                .isInstanceOf(InvalidProperty.class)
                .hasMessageStartingWith("url ");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://hooks.example.com/secret/path?x=1",
                "http://example.com:8080",
                "https://93.184.216.34/",
            })
    void takesOthersAndPrintsNothingButTheirHost(String url) {
        var checked = ReceiverUrl.checked(url, new AddressRule(false));
        assertThat(checked.uri()).hasToString(url);
        assertThat(checked.toString()).doesNotContain("secret", "http");
    }
}
