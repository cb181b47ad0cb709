package tv.headwater.e2e.hls;

import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import tv.headwater.e2e.hls.playlist.Finding.Kind;
import tv.headwater.e2e.hls.playlist.Findings;
import tv.headwater.e2e.hls.playlist.MultivariantPlaylist;
import tv.headwater.e2e.hls.playlist.MultivariantPlaylist.Media;
import tv.headwater.e2e.hls.playlist.MultivariantPlaylist.Variant;

/** What segments measured in bits per second, against the BANDWIDTH of their variants (RFC 8216bis 4.4.6.2). */
final class Rates {

    /** How far a measured peak may be beyond what is said. */
    private static final double OVER = 1.1;

    /** A peak is that of contiguous segments of between half a target duration and one and a half. */
    private static final double SHORTEST = 0.5;

    private static final double LONGEST = 1.5;

    private record Weight(long bits, double seconds) {

        Weight plus(Weight other) {
            return new Weight(bits + other.bits, seconds + other.seconds);
        }

        double perSecond() {
            return seconds > 0 ? bits / seconds : 0;
        }
    }

    private static final Weight NOTHING = new Weight(0, 0);

    private final Map<URI, NavigableMap<Long, Weight>> weights = new ConcurrentHashMap<>();

    void on(URI playlist, long msn, int bytes, double seconds) {
        weights.computeIfAbsent(playlist, _ -> new ConcurrentSkipListMap<>())
                .put(msn, new Weight(bytes * 8L, seconds));
    }

    /** Of what is no longer listed, the server says nothing. */
    void listedFrom(URI playlist, long msn) {
        var all = weights.get(playlist);
        if (all != null) {
            all.headMap(msn).clear();
        }
    }

    /** What has just come may not be in the multivariant playlist yet. */
    void withoutNewest() {
        weights.values().forEach(NavigableMap::pollLastEntry);
    }

    /**
     * Holds a multivariant playlist to what its segments measured.
     *
     * @param uri its own
     * @param targetDuration of its media playlists
     */
    void check(MultivariantPlaylist playlist, URI uri, int targetDuration, Findings findings) {
        for (var variant : playlist.variants()) {
            double peak = peak(uri, variant, audio(playlist, variant), targetDuration);
            if (peak > variant.bandwidth() * OVER) {
                findings.add(
                        Kind.MULTIVARIANT,
                        variant.line(),
                        "4.4.6.2",
                        "%s measures %.0f bit/s, which exceeds its BANDWIDTH of %d by more than 10 %%"
                                .formatted(variant.uri(), peak, variant.bandwidth()));
            }
        }
    }

    private static List<String> audio(MultivariantPlaylist playlist, Variant variant) {
        var group = variant.attributes().textOr("AUDIO");
        return playlist.media().stream()
                .filter(media -> media.type().equals("AUDIO") && media.group().equals(group))
                .map(Media::uri)
                .filter(media -> !media.isEmpty())
                .limit(1)
                .toList();
    }

    private double peak(URI uri, Variant variant, List<String> audio, int targetDuration) {
        var main = weights.getOrDefault(uri.resolve(variant.uri()), new TreeMap<>());
        NavigableMap<Long, Weight> beside =
                audio.isEmpty()
                        ? new TreeMap<>()
                        : weights.getOrDefault(uri.resolve(audio.getFirst()), new TreeMap<>());
        double peak = 0;
        for (long first : main.keySet()) {
            var sum = NOTHING;
            var more = NOTHING;
            for (long msn = first; main.containsKey(msn); msn++) {
                sum = sum.plus(main.getOrDefault(msn, NOTHING));
                more = more.plus(beside.getOrDefault(msn, NOTHING));
                if (sum.seconds() > LONGEST * targetDuration) {
                    break;
                }
                if (sum.seconds() >= SHORTEST * targetDuration) {
                    peak = Math.max(peak, sum.perSecond() + more.perSecond());
                }
            }
        }
        return peak;
    }
}
