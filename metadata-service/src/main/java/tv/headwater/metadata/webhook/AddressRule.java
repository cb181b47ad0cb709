package tv.headwater.metadata.webhook;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Which addresses may be connected to for who named a host: those of the public Internet (the IANA special-purpose registries leave
 * them), and private ones where configured. Never link-local, multicast, unspecified and reserved ones, nor those at which clouds
 * tell their machines' secrets.
 */
final class AddressRule {

    /** 0.0.0.0/8 and so on: for nobody. */
    private static final List<Network> NEVER =
            networks(
                    "0.0.0.0/8",
                    "168.63.129.16/32", // Azure's machines are told their configuration there
                    "100.100.100.200/32", // Alibaba Cloud's
                    "169.254.0.0/16",
                    "192.0.0.0/24",
                    "192.0.2.0/24",
                    "192.88.99.0/24",
                    "198.51.100.0/24",
                    "203.0.113.0/24",
                    "224.0.0.0/3",
                    "fd00:ec2::254/128", // AWS's
                    "fd20:ce::254/128"); // Google Cloud's

    private static final List<Network> PRIVATE =
            networks(
                    "10.0.0.0/8",
                    "100.64.0.0/10",
                    "127.0.0.0/8",
                    "172.16.0.0/12",
                    "192.168.0.0/16",
                    "198.18.0.0/15",
                    "::1/128",
                    "fc00::/7");

    /** Global unicast; what is left out of it stands for IPv4 addresses or for nobody. */
    private static final List<Network> GLOBAL_V6 = networks("2000::/3");

    private static final List<Network> NOT_GLOBAL_V6 =
            networks("2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20");

    private final boolean privateNetworks;

    AddressRule(boolean privateNetworks) {
        this.privateNetworks = privateNetworks;
    }

    /** {@code ::ffff:a.b.c.d} is judged as {@code a.b.c.d}, which is what Java makes of it. */
    boolean allows(InetAddress address) {
        if (any(NEVER, address)) {
            return false;
        }
        if (any(PRIVATE, address)) {
            return privateNetworks;
        }
        return address instanceof Inet4Address
                || (any(GLOBAL_V6, address) && !any(NOT_GLOBAL_V6, address));
    }

    private static boolean any(List<Network> networks, InetAddress address) {
        return networks.stream().anyMatch(network -> network.contains(address));
    }

    private static List<Network> networks(String... texts) {
        var networks = new ArrayList<Network>();
        for (var text : texts) {
            var parts = text.split("/", 2);
            networks.add(
                    new Network(
                            InetAddress.ofLiteral(parts[0]).getAddress(),
                            Integer.parseInt(parts[1])));
        }
        return List.copyOf(networks);
    }

    private static final class Network {

        private final byte[] prefix;
        private final int bits;

        Network(byte[] prefix, int bits) {
            this.prefix = prefix;
            this.bits = bits;
        }

        boolean contains(InetAddress address) {
            var bytes = address.getAddress();
            if (bytes.length != prefix.length) {
                return false;
            }
            int whole = bits / 8;
            if (!Arrays.equals(bytes, 0, whole, prefix, 0, whole)) {
                return false;
            }
            int shift = 8 - bits % 8;
            return shift == 8 || (bytes[whole] & 0xff) >> shift == (prefix[whole] & 0xff) >> shift;
        }
    }
}
