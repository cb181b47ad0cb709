package tv.headwater.e2e;

import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tv.headwater.e2e.media.Hls;
import tv.headwater.e2e.media.Multivariant;

/**
 * Knows the SHA-256 of all that one server has said of a stream: each object by its path, each media playlist by its path and by how
 * far it goes, which is what it may depend on. A thread for each rendition; a server that is away is asked again and again.
 */
final class Witness implements AutoCloseable {

    /** Between two looks at what is not waited for. */
    private static final Duration PAUSE = Duration.ofMillis(250);

    private static final Pattern HINT =
            Pattern.compile("PRELOAD-HINT:TYPE=PART,URI=\"(\\d+)\\.(\\d+)\\.m4s\"");
    private static final Pattern OBJECT = Pattern.compile("URI=\"([^\"]+\\.(?:m4s|mp4))\"");
    private static final Pattern SEGMENT = Pattern.compile("^(?!#)(.+)$", Pattern.MULTILINE);
    private static final Pattern FIRST = Pattern.compile("MEDIA-SEQUENCE:(\\d+)");

    private final Hls hls;
    private final Map<String, String> hashes = new ConcurrentHashMap<>();
    private final Map<String, String> texts = new ConcurrentHashMap<>();
    private final Set<String> renditions = ConcurrentHashMap.newKeySet();
    private final ConcurrentLinkedQueue<String> contradictions = new ConcurrentLinkedQueue<>();
    private volatile boolean closed;

    private Witness(Hls hls) {
        this.hls = hls;
    }

    static Witness start(Hls hls) {
        var witness = new Witness(hls);
        Thread.ofVirtual().start(witness::lookForRenditions);
        return witness;
    }

    private void lookForRenditions() {
        var seen = new HashSet<String>();
        while (!closed) {
            var multivariant = text("index.m3u8");
            if (multivariant == null) {
                seen.clear();
            } else {
                for (var rendition : paths(multivariant)) {
                    if (renditions.add(rendition)) {
                        Thread.ofVirtual().start(() -> follow(rendition));
                    }
                }
                transport(seen);
            }
            LockSupport.parkNanos(PAUSE.toNanos());
        }
    }

    private static List<String> paths(String multivariant) {
        var all = new ArrayList<>(Multivariant.parse(multivariant).renditions());
        if (multivariant.contains("\"" + Hls.AUDIO + "/index.m3u8\"")) {
            all.add(Hls.AUDIO);
        }
        return all;
    }

    private void follow(String rendition) {
        var path = rendition + "/index.m3u8";
        var seen = new HashSet<String>();
        var query = "";
        while (!closed) {
            var text = text(path + query);
            if (text == null) {
                // It may have been killed, and then has to say it all once more.
                seen.clear();
                query = "";
                LockSupport.parkNanos(PAUSE.toNanos());
            } else {
                keep(path + position(text), text);
                fetch(rendition + "/", text, seen);
                var hint = HINT.matcher(text);
                query =
                        hint.find()
                                ? "?_HLS_msn=" + hint.group(1) + "&_HLS_part=" + hint.group(2)
                                : "";
                if (query.isEmpty()) {
                    LockSupport.parkNanos(PAUSE.toNanos());
                } else {
                    delta(path, query);
                }
            }
        }
    }

    /** What is asked for with what is there already is answered at once. */
    private void delta(String path, String query) {
        var text = text(path + query + "&_HLS_skip=YES");
        if (text != null) {
            keep(path + "?_HLS_skip=YES" + position(text), text);
        }
    }

    /**
     * How far a playlist goes: from its first segment to its last, and its hint. The next segment's first part is hinted at before and
     * after the last segment is listed.
     */
    private static String position(String text) {
        var first = FIRST.matcher(text);
        var hint = HINT.matcher(text);
        var hinted = hint.find() ? ", hint " + hint.group(1) + "." + hint.group(2) : "";
        var ended = text.contains("#EXT-X-ENDLIST") ? " ended" : "";
        return " from "
                + (first.find() ? first.group(1) : "0")
                + " to "
                + last(text)
                + hinted
                + ended;
    }

    private static String last(String text) {
        return text.lines().filter(line -> !line.startsWith("#")).reduce("", (_, line) -> line);
    }

    private void fetch(String folder, String playlist, Set<String> seen) {
        var uris = new ArrayList<String>();
        OBJECT.matcher(playlist).results().forEach(result -> uris.add(result.group(1)));
        SEGMENT.matcher(playlist).results().forEach(result -> uris.add(result.group(1)));
        HINT.matcher(playlist)
                .results()
                .forEach(hint -> uris.remove(hint.group(1) + "." + hint.group(2) + ".m4s"));
        for (var uri : uris) {
            if (seen.add(uri)) {
                object(folder + uri);
            }
        }
    }

    private void transport(Set<String> seen) {
        var multivariant = text("ts/index.m3u8");
        if (multivariant == null) {
            return;
        }
        for (var rendition : Multivariant.parse(multivariant).renditions()) {
            var path = "ts/" + rendition + "/index.m3u8";
            var playlist = text(path);
            if (playlist != null) {
                keep(path + position(playlist), playlist);
                playlist.lines()
                        .filter(line -> !line.startsWith("#"))
                        .map(uri -> "ts/" + rendition + "/" + uri)
                        .filter(seen::add)
                        .forEach(this::object);
            }
        }
    }

    private void object(String path) {
        try {
            var answer = hls.get(path);
            if (answer.statusCode() == 200) {
                keep(path, answer.body());
            }
        } catch (UncheckedIOException e) {
            // It is away; what is still listed then is asked for again.
        }
    }

    private @Nullable String text(String path) {
        try {
            var answer = hls.get(path);
            return answer.statusCode() == 200
                    ? new String(answer.body(), StandardCharsets.UTF_8)
                    : null;
        } catch (UncheckedIOException e) {
            return null;
        }
    }

    private void keep(String name, String text) {
        texts.putIfAbsent(name, text);
        keep(name, text.getBytes(StandardCharsets.UTF_8));
    }

    private void keep(String name, byte[] bytes) {
        var hash = sha256(bytes);
        var before = hashes.putIfAbsent(name, hash);
        if (before != null && !before.equals(hash)) {
            contradictions.add(name);
        }
    }

    static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /** All that was said so far. */
    Map<String, String> hashes() {
        return new TreeMap<>(hashes);
    }

    /** The lines of a playlist that another server does not say under the same name. */
    List<String> linesBeside(Witness other, String name) {
        var others = Set.copyOf(other.texts.getOrDefault(name, "").lines().toList());
        return texts.getOrDefault(name, "").lines().filter(line -> !others.contains(line)).toList();
    }

    /** What was said in one way and in another. */
    List<String> contradictions() {
        return contradictions.stream().distinct().toList();
    }

    @Override
    public void close() {
        closed = true;
    }
}
