package tv.headwater.e2e.hls.playlist;

import java.util.List;
import java.util.stream.Stream;

/**
 * A Multivariant Playlist (RFC 8216bis 4.4.6).
 *
 * @param version EXT-X-VERSION, 0 where there is none
 * @param independentSegments EXT-X-INDEPENDENT-SEGMENTS
 * @param media EXT-X-MEDIA
 * @param variants EXT-X-STREAM-INF
 */
public record MultivariantPlaylist(
        int version, boolean independentSegments, List<Media> media, List<Variant> variants) {

    public MultivariantPlaylist {
        media = List.copyOf(media);
        variants = List.copyOf(variants);
    }

    /** EXT-X-MEDIA. */
    public record Media(int line, Attributes attributes) {

        public String type() {
            return attributes.textOr("TYPE");
        }

        public String group() {
            return attributes.textOr("GROUP-ID");
        }

        public String uri() {
            return attributes.textOr("URI");
        }
    }

    /** EXT-X-STREAM-INF and the URI after it. */
    public record Variant(int line, Attributes attributes, String uri) {

        /** Bits per second. */
        public long bandwidth() {
            return attributes.integer("BANDWIDTH").orElse(0);
        }

        public boolean hasPicture() {
            return attributes.has("RESOLUTION");
        }

        public List<String> codecs() {
            return List.of(attributes.textOr("CODECS").split(",", -1));
        }
    }

    /**
     * Reads a playlist.
     *
     * @param findings takes whatever is wrong with its text
     */
    public static MultivariantPlaylist parse(byte[] body, Findings findings) {
        return new MultivariantPlaylistReader(findings).read(LineReader.read(body, findings));
    }

    /** The URIs of all media playlists, each once, those of variants first. */
    public List<String> uris() {
        return Stream.concat(
                        variants.stream().map(Variant::uri),
                        media.stream().map(Media::uri).filter(uri -> !uri.isEmpty()))
                .distinct()
                .toList();
    }

    /** The URIs of what has pictures. */
    public List<String> pictures() {
        return variants.stream().filter(Variant::hasPicture).map(Variant::uri).distinct().toList();
    }
}
