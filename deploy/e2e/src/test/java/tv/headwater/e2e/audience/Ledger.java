package tv.headwater.e2e.audience;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ConcurrentMap;
import java.util.zip.CRC32C;

/** What all viewers got, which must be the same for all. Safe for use by many threads. */
final class Ledger {

    private final ConcurrentMap<Position, Content> parts = new ConcurrentHashMap<>();
    private final ConcurrentLinkedQueue<String> breaches = new ConcurrentLinkedQueue<>();
    private final ConcurrentMap<String, Integer> failures = new ConcurrentHashMap<>();

    private record Content(String uri, int length, long checksum) {}

    /** A viewer has a part. */
    void took(PlaylistTip.ListedPart part, byte[] body) {
        var checksum = new CRC32C();
        checksum.update(body);
        var content = new Content(part.uri(), body.length, checksum.getValue());
        var before = parts.putIfAbsent(part.position(), content);
        if (before != null && !before.equals(content)) {
            breach("part " + part.position() + " was " + before + " and is " + content);
        }
    }

    /** Something that must never happen did. */
    void breach(String what) {
        breaches.add(what);
    }

    /** A request failed, which players live with. */
    void failed(String how) {
        failures.merge(how, 1, Integer::sum);
    }

    /** What must never happen and did. */
    List<String> breaches() {
        return List.copyOf(breaches);
    }

    /** How often requests failed in which way. */
    Map<String, Integer> failures() {
        return new TreeMap<>(failures);
    }

    /** How many different parts there were. */
    int parts() {
        return parts.size();
    }

    /** How many parts are another over again, by another number. */
    int doubled() {
        var all = parts.values().stream().map(Ledger::bytes).toList();
        return all.size() - new HashSet<>(all).size();
    }

    private static Content bytes(Content content) {
        return new Content("", content.length(), content.checksum());
    }
}
