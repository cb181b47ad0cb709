package tv.headwater.e2e.hls.playlist;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;

/** Playlists that are right, for tests to break. */
public final class Texts {

    /** A low-latency playlist of two discontinuities, in the middle of segment 13. */
    public static final String LOW_LATENCY =
            """
            #EXTM3U
            #EXT-X-VERSION:9
            #EXT-X-INDEPENDENT-SEGMENTS
            #EXT-X-TARGETDURATION:2
            #EXT-X-SERVER-CONTROL:CAN-BLOCK-RELOAD=YES,PART-HOLD-BACK=3.0,HOLD-BACK=6.0,CAN-SKIP-UNTIL=12.0
            #EXT-X-PART-INF:PART-TARGET=1.0
            #EXT-X-MEDIA-SEQUENCE:9
            #EXT-X-DISCONTINUITY-SEQUENCE:3
            #EXT-X-MAP:URI="init-3.mp4"
            #EXT-X-PROGRAM-DATE-TIME:2026-11-27T09:59:58.000Z
            #EXTINF:2.000000,
            9.m4s
            #EXT-X-PROGRAM-DATE-TIME:2026-11-27T10:00:00.000Z
            #EXTINF:2.000000,
            10.m4s
            #EXT-X-PROGRAM-DATE-TIME:2026-11-27T10:00:02.000Z
            #EXT-X-PART:DURATION=1.0,URI="11.0.m4s",INDEPENDENT=YES
            #EXT-X-PART:DURATION=1.0,URI="11.1.m4s"
            #EXTINF:2.000000,
            11.m4s
            #EXT-X-DISCONTINUITY
            #EXT-X-MAP:URI="init-4.mp4"
            #EXT-X-PROGRAM-DATE-TIME:2026-11-27T11:00:00.000Z
            #EXT-X-PART:DURATION=1.0,URI="12.0.m4s",INDEPENDENT=YES
            #EXT-X-PART:DURATION=0.500000,URI="12.1.m4s"
            #EXTINF:1.500000,
            12.m4s
            #EXT-X-DATERANGE:ID="ad",CLASS="break",START-DATE="2026-11-27T11:00:01Z",DURATION=1.5,X-OURS="a, b"
            #EXT-X-PROGRAM-DATE-TIME:2026-11-27T11:00:01.500Z
            #EXT-X-PART:DURATION=1.0,URI="13.0.m4s",INDEPENDENT=YES
            #EXT-X-PRELOAD-HINT:TYPE=PART,URI="13.1.m4s"
            #EXT-X-RENDITION-REPORT:URI="../audio/index.m3u8",LAST-MSN=13,LAST-PART=0
            """;

    /** A playlist of whole segments that has ended. */
    public static final String ENDED =
            """
            #EXTM3U
            #EXT-X-VERSION:6
            #EXT-X-TARGETDURATION:2
            #EXT-X-MEDIA-SEQUENCE:0
            #EXT-X-DISCONTINUITY-SEQUENCE:0
            #EXT-X-MAP:URI="init-0.mp4"
            #EXT-X-PROGRAM-DATE-TIME:2026-11-27T10:00:00.000Z
            #EXTINF:2.000000,
            0.m4s
            #EXT-X-PROGRAM-DATE-TIME:2026-11-27T10:00:02.000Z
            #EXT-X-GAP
            #EXTINF:1.000000,
            1.m4s
            #EXT-X-ENDLIST
            """;

    public static final String MULTIVARIANT =
            """
            #EXTM3U
            #EXT-X-VERSION:6
            #EXT-X-INDEPENDENT-SEGMENTS
            #EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID="audio",NAME="Audio",DEFAULT=YES,AUTOSELECT=YES,CHANNELS="2",URI="audio/index.m3u8"
            #EXT-X-STREAM-INF:BANDWIDTH=1000000,AVERAGE-BANDWIDTH=900000,CODECS="avc1.64001f,mp4a.40.2",RESOLUTION=1280x720,FRAME-RATE=30.000,AUDIO="audio"
            source/index.m3u8
            #EXT-X-STREAM-INF:BANDWIDTH=500000,AVERAGE-BANDWIDTH=400000,CODECS="avc1.64001e,mp4a.40.2",RESOLUTION=640x360,FRAME-RATE=30.000,AUDIO="audio"
            360p/index.m3u8
            """;

    private Texts() {}

    /** A text with one place of it changed. */
    public static String change(String text, String from, String to) {
        assertThat(text).contains(from);
        int at = text.indexOf(from);
        return text.substring(0, at) + to + text.substring(at + from.length());
    }

    public static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** A playlist whose text is right. */
    public static MediaPlaylist media(String text) {
        var findings = Findings.none("index.m3u8");
        var playlist = MediaPlaylist.parse(bytes(text), findings);
        assertThat(findings.list()).isEmpty();
        return playlist;
    }

    /** A playlist whose text is right. */
    public static MultivariantPlaylist multivariant(String text) {
        var findings = Findings.none("index.m3u8");
        var playlist = MultivariantPlaylist.parse(bytes(text), findings);
        assertThat(findings.list()).isEmpty();
        return playlist;
    }

    public static List<String> sentences(Findings findings) {
        return findings.list().stream().map(Finding::toString).toList();
    }
}
