package tv.headwater.e2e.hls.playlist;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;
import static tv.headwater.e2e.hls.playlist.Texts.change;
import static tv.headwater.e2e.hls.playlist.Texts.sentences;

import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

@TestInstance(TestInstance.Lifecycle.PER_METHOD)
class SyntaxTest {

    private final Findings findings = Findings.none("index.m3u8");

    @Test
    void readsWhatIsRight() {
        var playlist = Texts.media(Texts.LOW_LATENCY);

        assertThat(playlist.segments()).hasSize(4);
        assertThat(playlist.nextMsn()).isEqualTo(13);
        assertThat(playlist.parts()).hasSize(5);
        var discontinuous = playlist.segments().getLast();
        assertThat(discontinuous.msn()).isEqualTo(12);
        assertThat(discontinuous.discontinuitySequence()).isEqualTo(4);
        assertThat(discontinuous.map()).isEqualTo("init-4.mp4");
        assertThat(playlist.open().parts().getFirst().uri()).isEqualTo("13.0.m4s");
        assertThat(playlist.open().discontinuitySequence()).isEqualTo(4);
        assertThat(playlist.open().map()).isEqualTo("init-4.mp4");
        assertThat(playlist.dateRanges().getFirst().attributes().text("X-OURS")).isEqualTo("a, b");
        assertThat(Texts.media(Texts.ENDED).segments().getLast().gap()).isTrue();
        assertThat(Texts.multivariant(Texts.MULTIVARIANT).uris())
                .containsExactly("source/index.m3u8", "360p/index.m3u8", "audio/index.m3u8");
    }

    static Stream<Arguments> media() {
        return Stream.of(
                arguments(
                        "#EXTM3U\n", "", "1: the first line is not #EXTM3U (RFC 8216bis 4.4.1.1)"),
                arguments("#EXTM3U", "\ufeff#EXTM3U", "byte order mark"),
                arguments("9.m4s\n", "9.m4s\r\n", ":12: there is a carriage return"),
                arguments("9.m4s\n", "9.m4s\n\n", ":13: the line is empty"),
                arguments("9.m4s\n", "9\t.m4s\n", "control character"),
                arguments("9.m4s\n", "# a\n9.m4s\n", "the line is a comment: # a"),
                arguments("9.m4s\n", "9 .m4s\n", "\"9 .m4s\" is no URI"),
                arguments("LAST-PART=0\n", "LAST-PART=0", "the last line does not end"),
                arguments("#EXTINF:2.000000,", "#EXTINF:2.000000", "EXTINF is \"2.000000\""),
                arguments("#EXTINF:2.000000,", "#EXTINF:2.,", "EXTINF is \"2.,\""),
                arguments("#EXTINF:2.000000,", "#EXTINF:2e0,", "EXTINF is \"2e0,\""),
                arguments("#EXTINF:2.000000,", "#EXTINF:-2,", "EXTINF is \"-2,\""),
                arguments("#EXTINF:2.000000,\n", "", "there is no EXTINF for 9.m4s"),
                arguments("9.m4s\n", "", "EXTINF stands twice before one segment"),
                arguments("#EXT-X-VERSION:9", "#EXT-X-VERSION:", "VERSION is \"\""),
                arguments("#EXT-X-VERSION:9", "#EXT-X-VERSION", "VERSION has no value"),
                arguments("#EXT-X-VERSION:9", "#EXT-X-VERSION:09", "which is no decimal-integer"),
                arguments("#EXT-X-VERSION:9", "#EXT-X-VERSION: 9", "VERSION is \" 9\""),
                arguments(
                        "#EXT-X-INDEPENDENT-SEGMENTS",
                        "#EXT-X-INDEPENDENT-SEGMENTS:YES",
                        "INDEPENDENT-SEGMENTS has a value"),
                arguments(
                        "#EXT-X-VERSION:9\n",
                        "#EXT-X-VERSION:9\n#EXT-X-VERSION:9\n",
                        ":3: EXT-X-VERSION stands there twice"),
                arguments(
                        "#EXT-X-VERSION:9",
                        "#EXT-X-ALLOW-CACHE:YES",
                        "EXT-X-ALLOW-CACHE is not a tag that Headwater writes"),
                arguments("#EXT-X-TARGETDURATION:2\n", "", "there is no EXT-X-TARGETDURATION"),
                arguments(
                        "#EXT-X-PROGRAM-DATE-TIME:2026-11-27T09",
                        "#EXT-X-TARGETDURATION:2\n#EXT-X-PROGRAM-DATE-TIME:2026-11-27T09",
                        "EXT-X-TARGETDURATION stands behind a segment"),
                arguments("09:59:58.000Z", "09:59:58.000", "which is no date-time"),
                arguments("2026-11-27T09", "2026-13-27T09", "which is no date-time"),
                arguments(
                        "9.m4s\n",
                        "9.m4s\n#EXT-X-STREAM-INF:BANDWIDTH=1,CODECS=\"a\"\n",
                        "EXT-X-STREAM-INF stands in a media playlist"),
                arguments("URI=\"init-3.mp4\"", "URI=init-3.mp4", "is no quoted-string"),
                arguments("URI=\"init-3.mp4\"", "URI=\"init-3.mp4", "is no quoted-string"),
                arguments("URI=\"init-3.mp4\"", "URI=\"\"", "EXT-X-MAP has no valid URI"),
                arguments("PART-TARGET=1.0", "PART-TARGET=\"1.0\"", "no decimal-floating-point"),
                arguments("PART-TARGET=1.0", "PART-TARGET=.5", "no decimal-floating-point"),
                arguments("PART-TARGET=1.0", "PART-TARGET=1.0,", "where an attribute must stand"),
                arguments("PART-TARGET=1.0", "part-target=1.0", "where an attribute must stand"),
                arguments("PART-TARGET=1.0", "PART-TARGET=1.0, A=1", "\" A=1\" where an attribute"),
                arguments(
                        "PART-TARGET=1.0",
                        "PART-TARGET=1.0,A=1",
                        "an attribute A that it does not"),
                arguments(
                        "PART-TARGET=1.0", "PART-TARGET=1.0,PART-TARGET=1.0", "PART-TARGET twice"),
                arguments("CAN-BLOCK-RELOAD=YES", "CAN-BLOCK-RELOAD=NO", "enumerated-string YES"),
                arguments("LAST-MSN=13", "LAST-MSN=13.0", "which is no decimal-integer"),
                arguments("TYPE=PART", "TYPE=SEGMENT", "enumerated-string PART|MAP"),
                arguments("X-OURS=\"a, b\"", "X-OURS=a", "X-OURS=a, which is no quoted-string"),
                arguments("11-27T11:00:01Z\"", "02-30T11:00:01Z\"", "which is on no calendar"),
                arguments("ID=\"ad\",", "", "EXT-X-DATERANGE has no valid ID"),
                arguments(
                        "#EXTINF:1.500000,\n",
                        "#EXTINF:1.500000,\n#EXT-X-PART:DURATION=1.0,URI=\"12.2.m4s\"\n",
                        "EXT-X-PART stands behind EXTINF of its segment"),
                arguments(
                        "#EXTINF:1.500000,\n",
                        "#EXT-X-MAP:URI=\"init-5.mp4\"\n#EXTINF:1.500000,\n",
                        "EXT-X-MAP stands behind a part of the segment it is about"),
                arguments(
                        "#EXTINF:1.500000,\n",
                        "#EXT-X-DISCONTINUITY\n#EXTINF:1.500000,\n",
                        "EXT-X-DISCONTINUITY stands behind a part"),
                arguments(
                        "LAST-PART=0\n",
                        "LAST-PART=0\n#EXTINF:1.0,\n13.m4s\n",
                        "EXTINF stands behind the end of the segments"),
                arguments(
                        "LAST-PART=0\n",
                        "LAST-PART=0\n#EXT-X-ENDLIST\n#EXT-X-ENDLIST\n",
                        "there is a line after EXT-X-ENDLIST"),
                arguments(
                        "#EXT-X-PRELOAD-HINT",
                        "#EXT-X-GAP\n#EXT-X-PRELOAD-HINT",
                        "EXT-X-GAP is about no segment"),
                arguments(
                        "#EXT-X-MAP",
                        "#EXT-X-SKIP:SKIPPED-SEGMENTS=2\n#EXT-X-START:TIME-OFFSET=-2\n#EXT-X-MAP",
                        "EXT-X-START stands behind EXT-X-SKIP"),
                arguments(
                        "#EXT-X-PART:DURATION=1.0,URI=\"13.0.m4s\",INDEPENDENT=YES\n",
                        "",
                        "EXT-X-PROGRAM-DATE-TIME is about no segment"));
    }

    @ParameterizedTest(name = "{2}")
    @MethodSource
    void media(String from, String to, String sentence) {
        MediaPlaylist.parse(Texts.bytes(change(Texts.LOW_LATENCY, from, to)), findings);

        assertThat(sentences(findings)).anySatisfy(found -> assertThat(found).contains(sentence));
    }

    static Stream<Arguments> multivariant() {
        return Stream.of(
                arguments("BANDWIDTH=1000000", "BANDWIDTH=1e6", "which is no decimal-integer"),
                arguments("1280x720", "1280X720", "which is no decimal-resolution"),
                arguments("1280x720", "0x720", "which is no decimal-resolution"),
                arguments("CODECS=\"avc1.64001f,mp4a.40.2\",", "", "has no valid CODECS"),
                arguments("FRAME-RATE=30.000", "FRAME-RATE=30.", "no decimal-floating-point"),
                arguments("source/index.m3u8\n", "", ":5: EXT-X-STREAM-INF has no URI"),
                arguments("#EXT-X-VERSION:6\n", "a.m3u8\n", "no EXT-X-STREAM-INF for a.m3u8"),
                arguments(
                        "#EXT-X-VERSION:6\n",
                        "#EXT-X-TARGETDURATION:6\n",
                        "EXT-X-TARGETDURATION stands in a multivariant playlist"),
                arguments(
                        "360p/index.m3u8\n",
                        "360p/index.m3u8\n#EXT-X-START:TIME-OFFSET=1\n",
                        "EXT-X-START stands behind a rendition or variant"),
                arguments(
                        "#EXT-X-VERSION:6\n",
                        "#EXT-X-VERSION:6\n#EXT-X-VERSION:6\n",
                        "EXT-X-VERSION stands there twice"),
                arguments("DEFAULT=YES", "DEFAULT=yes", "no enumerated-string YES|NO"));
    }

    @ParameterizedTest(name = "{2}")
    @MethodSource
    void multivariant(String from, String to, String sentence) {
        MultivariantPlaylist.parse(Texts.bytes(change(Texts.MULTIVARIANT, from, to)), findings);

        assertThat(sentences(findings)).anySatisfy(found -> assertThat(found).contains(sentence));
    }

    @Test
    void aMultivariantPlaylistHasVariants() {
        MultivariantPlaylist.parse(Texts.bytes("#EXTM3U\n#EXT-X-VERSION:6\n"), findings);

        assertThat(sentences(findings)).singleElement().asString().contains("there is no variant");
    }

    @Test
    void whatIsNotUtf8IsFound() {
        MediaPlaylist.parse("#EXTM3U\né\n".getBytes(StandardCharsets.ISO_8859_1), findings);

        assertThat(sentences(findings))
                .anySatisfy(found -> assertThat(found).contains("the playlist is not UTF-8"));
    }

    @Test
    void whatIsFoundAgainIsKeptOnce() {
        for (int i = 0; i < Findings.LIMIT + 10; i++) {
            findings.add(Finding.Kind.SYNTAX, i, "4.1", "sentence " + i);
            findings.add(Finding.Kind.SYNTAX, 0, "4.1", "sentence 1");
        }

        assertThat(findings.list()).hasSize(Findings.LIMIT).doesNotHaveDuplicates();
    }
}
