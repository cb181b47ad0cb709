package tv.headwater.chat.ws;

import io.netty.channel.Channel;
import io.netty.util.AttributeKey;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** How many sockets of each address have not joined yet. */
final class Waiting {

    private static final AttributeKey<String> ADDRESS = AttributeKey.valueOf("chat-waiting");

    private final int most;
    private final Map<String, Integer> byAddress = new ConcurrentHashMap<>();

    Waiting(int most) {
        this.most = most;
    }

    /** Counts a socket until it joins or closes; false if there are too many. */
    boolean enter(Channel channel, String address) {
        if (byAddress.merge(address, 1, Integer::sum) > most) {
            leave(address);
            return false;
        }
        channel.attr(ADDRESS).set(address);
        channel.closeFuture().addListener(_ -> leave(channel));
        return true;
    }

    /** It has joined, or is gone. */
    void leave(Channel channel) {
        var address = channel.attr(ADDRESS).getAndSet(null);
        if (address != null) {
            leave(address);
        }
    }

    private void leave(String address) {
        byAddress.computeIfPresent(address, (_, count) -> count > 1 ? count - 1 : null);
    }
}
