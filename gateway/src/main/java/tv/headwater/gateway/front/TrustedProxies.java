package tv.headwater.gateway.front;

import io.netty.handler.ipfilter.IpFilterRuleType;
import io.netty.handler.ipfilter.IpSubnetFilterRule;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;

/** The addresses whose {@code X-Forwarded-*} is believed. */
public final class TrustedProxies {

    private final List<IpSubnetFilterRule> ranges;

    /**
     * @param ranges addresses, or CIDR ranges
     * @throws IllegalArgumentException naming one that is neither
     */
    public TrustedProxies(List<String> ranges) {
        this.ranges = ranges.stream().map(TrustedProxies::range).toList();
    }

    public boolean contains(InetAddress address) {
        var socketAddress = new InetSocketAddress(address, 0);
        return ranges.stream().anyMatch(range -> range.matches(socketAddress));
    }

    private static IpSubnetFilterRule range(String text) {
        try {
            int slash = text.indexOf('/');
            var address = InetAddress.ofLiteral(slash < 0 ? text : text.substring(0, slash));
            int bits = address.getAddress().length * 8;
            int prefix = slash < 0 ? bits : Integer.parseInt(text.substring(slash + 1));
            return new IpSubnetFilterRule(address, prefix, IpFilterRuleType.ACCEPT);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "headwater.front.trusted-proxies: '" + text + "' is no address or CIDR range",
                    e);
        }
    }
}
