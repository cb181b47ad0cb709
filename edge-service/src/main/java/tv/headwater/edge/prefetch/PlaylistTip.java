package tv.headwater.edge.prefetch;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The end of a media playlist (RFC 8216bis).
 *
 * @param parts URIs of EXT-X-PART, oldest first, without gaps
 * @param hint the URI of EXT-X-PRELOAD-HINT, null where there is none
 * @param segments URIs of segments, oldest first
 */
record PlaylistTip(List<String> parts, @Nullable String hint, List<String> segments) {

    /** Bytes that are read: what is new is at the end. */
    static final int LENGTH = 8 * 1024;

    private static final Pattern URI = Pattern.compile("[:,]URI=\"([^\"]{1,100})\"");

    static PlaylistTip parse(ByteBuffer playlist) {
        int length = Math.min(LENGTH, playlist.remaining());
        var tail = new byte[length];
        playlist.get(playlist.limit() - length, tail);
        var text = new String(tail, StandardCharsets.ISO_8859_1);
        // Where it is cut the first line may be half of one.
        var whole = length == playlist.remaining() ? text : text.substring(text.indexOf('\n') + 1);
        var parts = new ArrayList<String>();
        var segments = new ArrayList<String>();
        String hint = null;
        var gap = false;
        for (var line : whole.split("\n", -1)) {
            if (line.startsWith("#EXT-X-PART:")) {
                var uri = uri(line);
                if (uri != null && !line.contains(",GAP=YES")) {
                    parts.add(uri);
                }
            } else if (line.startsWith("#EXT-X-PRELOAD-HINT:") && line.contains("TYPE=PART")) {
                hint = uri(line);
            } else if (line.startsWith("#EXT-X-GAP")) {
                gap = true;
            } else if (!line.isEmpty() && line.charAt(0) != '#') {
                if (!gap) {
                    segments.add(line);
                }
                gap = false;
            }
        }
        return new PlaylistTip(List.copyOf(parts), hint, List.copyOf(segments));
    }

    private static @Nullable String uri(String line) {
        var found = URI.matcher(line);
        return found.find() ? found.group(1) : null;
    }
}
