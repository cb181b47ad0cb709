package tv.headwater.packager.playlist;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A Multivariant Playlist (RFC 8216bis 4.4.6).
 *
 * @param independentSegments EXT-X-INDEPENDENT-SEGMENTS
 * @param captions whether there are closed captions among the pictures, for players to find; where there are pictures without, each variant says
 *     CLOSED-CAPTIONS=NONE: Shaka Player 5.2 would look for them in a segment that has parts alone, and fail
 * @param audio EXT-X-MEDIA renditions; what is in different groups is the same in different codecs
 * @param variants EXT-X-STREAM-INF
 */
public record MultivariantPlaylist(
        boolean independentSegments,
        boolean captions,
        List<AudioRendition> audio,
        List<Variant> variants) {

    public MultivariantPlaylist {
        audio = List.copyOf(audio);
        variants = List.copyOf(variants);
    }

    /** EXT-X-MEDIA of TYPE AUDIO. */
    public record AudioRendition(String group, String name, int channels, String uri) {}

    /**
     * EXT-X-STREAM-INF.
     *
     * @param bandwidth peak bits per second, audio included
     * @param averageBandwidth average bits per second, audio included
     * @param codecs of all renditions it plays with
     * @param picture null for audio alone
     * @param audio the group of its audio, null where it has none beside it
     */
    public record Variant(
            long bandwidth,
            long averageBandwidth,
            List<String> codecs,
            @Nullable Picture picture,
            @Nullable String audio,
            String uri) {
        public Variant {
            codecs = List.copyOf(codecs);
        }
    }

    /**
     * RESOLUTION and FRAME-RATE.
     *
     * @param frameRate in thousandths of a picture per second
     */
    public record Picture(int width, int height, long frameRate) {}

    /**
     * The playlist's text. It has no EXT-X-START: live, HOLD-BACK and PART-HOLD-BACK say where players begin; ended, they begin at the
     * beginning by themselves, and FFmpeg takes a Multivariant Playlist that has one for a Media Playlist as well.
     */
    public String text() {
        var text = new StringBuilder(512);
        text.append("#EXTM3U\n#EXT-X-VERSION:").append(MediaPlaylist.VERSION).append('\n');
        if (independentSegments) {
            text.append("#EXT-X-INDEPENDENT-SEGMENTS\n");
        }
        for (var rendition : audio) {
            text.append("#EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID=\"").append(rendition.group());
            text.append("\",NAME=\"").append(rendition.name());
            text.append("\",DEFAULT=YES,AUTOSELECT=YES,CHANNELS=\"").append(rendition.channels());
            text.append("\",URI=\"").append(rendition.uri()).append("\"\n");
        }
        for (var variant : variants) {
            append(text, variant);
        }
        return text.toString();
    }

    private boolean hasPictures() {
        return variants.stream().anyMatch(variant -> variant.picture() != null);
    }

    private void append(StringBuilder text, Variant variant) {
        text.append("#EXT-X-STREAM-INF:BANDWIDTH=").append(variant.bandwidth());
        text.append(",AVERAGE-BANDWIDTH=").append(variant.averageBandwidth());
        text.append(",CODECS=\"").append(String.join(",", variant.codecs())).append('"');
        var picture = variant.picture();
        if (picture != null) {
            var thousandths = Long.toString(1000 + picture.frameRate() % 1000);
            text.append(",RESOLUTION=")
                    .append(picture.width())
                    .append('x')
                    .append(picture.height());
            text.append(",FRAME-RATE=").append(picture.frameRate() / 1000);
            text.append('.').append(thousandths, 1, 4);
        }
        if (variant.audio() != null) {
            text.append(",AUDIO=\"").append(variant.audio()).append('"');
        }
        if (!captions && hasPictures()) {
            text.append(",CLOSED-CAPTIONS=NONE");
        }
        text.append('\n').append(variant.uri()).append('\n');
    }
}
