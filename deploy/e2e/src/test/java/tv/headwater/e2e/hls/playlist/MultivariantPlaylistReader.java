package tv.headwater.e2e.hls.playlist;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tv.headwater.e2e.hls.playlist.Finding.Kind;
import tv.headwater.e2e.hls.playlist.MultivariantPlaylist.Media;
import tv.headwater.e2e.hls.playlist.MultivariantPlaylist.Variant;
import tv.headwater.e2e.hls.playlist.PlaylistLine.Tagged;
import tv.headwater.e2e.hls.playlist.PlaylistLine.Uri;

/** Puts the lines of a Multivariant Playlist together. */
final class MultivariantPlaylistReader {

    private final Findings findings;
    private final Map<Tag, Tagged> header = new EnumMap<>(Tag.class);
    private final List<Media> media = new ArrayList<>();
    private final List<Variant> variants = new ArrayList<>();
    private @Nullable Tagged streamInf;

    MultivariantPlaylistReader(Findings findings) {
        this.findings = findings;
    }

    MultivariantPlaylist read(List<PlaylistLine> lines) {
        for (var line : lines) {
            switch (line) {
                case Uri uri -> variant(uri);
                case Tagged tagged -> tag(tagged);
            }
        }
        withoutUri();
        if (variants.isEmpty()) {
            found(0, Tag.STREAM_INF, "there is no variant");
        }
        var version = header.get(Tag.VERSION);
        return new MultivariantPlaylist(
                version == null ? 0 : Integer.parseInt(version.value()),
                header.containsKey(Tag.INDEPENDENT_SEGMENTS),
                media,
                variants);
    }

    private void tag(Tagged tagged) {
        withoutUri();
        switch (tagged.tag().place()) {
            case EITHER -> header(tagged);
            case MULTIVARIANT -> {
                switch (tagged.tag()) {
                    case MEDIA -> media.add(new Media(tagged.number(), tagged.attributes()));
                    case STREAM_INF -> streamInf = tagged;
                    default -> header(tagged);
                }
            }
            case MEDIA_HEADER, SEGMENT, MEDIA_ANYWHERE, MEDIA_END ->
                    misplaced(tagged, "stands in a multivariant playlist");
        }
    }

    private void header(Tagged tagged) {
        if (!media.isEmpty() || !variants.isEmpty()) {
            misplaced(tagged, "stands behind a rendition or variant");
        }
        if (header.putIfAbsent(tagged.tag(), tagged) != null) {
            misplaced(tagged, "stands there twice");
        }
    }

    private void variant(Uri line) {
        if (streamInf == null) {
            found(
                    line.number(),
                    Tag.STREAM_INF,
                    "there is no " + Tag.STREAM_INF + " for " + line.uri());
            return;
        }
        variants.add(new Variant(streamInf.number(), streamInf.attributes(), line.uri()));
        streamInf = null;
    }

    private void withoutUri() {
        if (streamInf != null) {
            misplaced(streamInf, "has no URI in the line after it");
            streamInf = null;
        }
    }

    private void misplaced(Tagged tagged, String how) {
        found(tagged.number(), tagged.tag(), tagged.tag() + " " + how);
    }

    private void found(int line, Tag tag, String sentence) {
        findings.add(Kind.SYNTAX, line, tag.section(), sentence);
    }
}
