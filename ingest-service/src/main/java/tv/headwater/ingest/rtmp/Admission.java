package tv.headwater.ingest.rtmp;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongSupplier;

/** Who may connect, and how long a refusal takes. Safe to call from any thread. */
final class Admission {

    enum Entry {
        ADMITTED,
        CONNECTION_LIMIT,
        ADDRESS_LIMIT
    }

    /** An IPv4 address, or the /64 that an IPv6 peer can pick its addresses from. */
    private record Source(boolean v6, long bits) {

        static Source of(InetAddress address) {
            var bytes = ByteBuffer.wrap(address.getAddress());
            return address instanceof Inet6Address
                    ? new Source(true, bytes.getLong())
                    : new Source(false, bytes.getInt());
        }
    }

    private record Refusals(int count, long last) {}

    private final RtmpLimits limits;
    private final LongSupplier nanoTime;
    private int connections;
    private final Map<Source, Integer> unauthenticated = new HashMap<>();
    private final LinkedHashMap<Source, Refusals> refusals = new LinkedHashMap<>();

    Admission(RtmpLimits limits, LongSupplier nanoTime) {
        this.limits = limits;
        this.nanoTime = nanoTime;
    }

    /** Counts a new connection, unless it is refused. */
    synchronized Entry enter(InetAddress address) {
        if (connections >= limits.connections()) {
            return Entry.CONNECTION_LIMIT;
        }
        var source = Source.of(address);
        if (unauthenticated.getOrDefault(source, 0) >= limits.unauthenticatedPerAddress()) {
            return Entry.ADDRESS_LIMIT;
        }
        connections++;
        unauthenticated.merge(source, 1, Integer::sum);
        return Entry.ADMITTED;
    }

    /** A connection from {@code address} has shown that it may publish. */
    synchronized void authenticated(InetAddress address) {
        unauthenticated.computeIfPresent(
                Source.of(address), (source, count) -> count > 1 ? count - 1 : null);
    }

    /** An admitted connection has ended. */
    synchronized void left(InetAddress address, boolean wasAuthenticated) {
        connections--;
        if (!wasAuthenticated) {
            authenticated(address);
        }
    }

    /** How long after its publish command the peer is to hear that it is refused; counts the refusal. */
    synchronized Duration refuse(InetAddress address) {
        long now = nanoTime.getAsLong();
        var source = Source.of(address);
        var before = refusals.remove(source);
        boolean forgotten =
                before == null || now - before.last() > limits.refusalMemory().toNanos();
        int count = before == null || forgotten ? 0 : before.count();
        refusals.put(source, new Refusals(Math.min(count + 1, 30), now));
        if (refusals.size() > limits.rememberedAddresses()) {
            refusals.pollFirstEntry();
        }
        var delay = limits.refusal().multipliedBy(1L << count);
        return delay.compareTo(limits.longestRefusal()) < 0 ? delay : limits.longestRefusal();
    }
}
