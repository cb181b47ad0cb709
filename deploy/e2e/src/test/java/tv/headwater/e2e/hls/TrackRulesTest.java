package tv.headwater.e2e.hls;

import static org.assertj.core.api.Assertions.assertThat;
import static tv.headwater.e2e.hls.SyntheticMedia.TIMESCALE;
import static tv.headwater.e2e.hls.SyntheticMedia.box;
import static tv.headwater.e2e.hls.SyntheticMedia.concat;
import static tv.headwater.e2e.hls.SyntheticMedia.fragment;
import static tv.headwater.e2e.hls.playlist.Texts.sentences;

import java.net.URI;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import tv.headwater.e2e.hls.playlist.Findings;
import tv.headwater.e2e.hls.playlist.MediaPlaylist.Part;
import tv.headwater.e2e.hls.playlist.MediaPlaylist.Segment;

@TestInstance(TestInstance.Lifecycle.PER_METHOD)
class TrackRulesTest {

    private static final byte[] TWO_SECONDS = fragment(0, 4, 500, true, false);

    private final Findings findings = Findings.none("index.m3u8");
    private final TrackRules track = new TrackRules(findings);

    private void segment(long msn, double duration, long discontinuitySequence, byte[] bytes) {
        var segment =
                new Segment(
                        1,
                        msn,
                        msn + ".m4s",
                        duration,
                        0,
                        discontinuitySequence,
                        "init.mp4",
                        null,
                        null,
                        false,
                        List.of());
        track.on(segment, bytes, true, TIMESCALE, msn + ".m4s");
    }

    private void assertFound(String sentence) {
        assertThat(sentences(findings)).singleElement().asString().contains(sentence);
    }

    @Test
    void findNothingWhereNothingIsWrong() {
        segment(1, 2, 0, concat(SyntheticMedia.styp(), TWO_SECONDS));
        segment(2, 2, 0, fragment(2002, 4, 500, true, false));
        segment(3, 2, 1, fragment(90_000, 4, 500, true, false));
        segment(9, 2, 1, fragment(190_000, 4, 500, true, false));
        TrackRules.concatenation(List.of(TWO_SECONDS), TWO_SECONDS, findings);

        assertThat(Fragments.timescale(SyntheticMedia.init(), findings)).isEqualTo(TIMESCALE);
        assertThat(findings.list()).isEmpty();
    }

    @Test
    void fragmentsFollow() {
        segment(1, 2, 0, TWO_SECONDS);
        segment(2, 2, 0, fragment(2003, 4, 500, true, false));

        assertFound("a fragment starts at 2.003 s and the one before it ended at 2.0");
    }

    @Test
    void fragmentsOfOneSegmentFollow() {
        var second = fragment(1990, 3, 670, false, false);

        segment(1, 4, 0, concat(TWO_SECONDS, second));

        assertFound("a fragment starts at 1.99 s and the one before it ended at 2.0");
    }

    @Test
    void independentSegmentsBeginWithASyncSample() {
        segment(1, 2, 0, fragment(0, 4, 500, false, false));

        assertFound("an independent segment does not begin with a sync sample");
    }

    @Test
    void durationsAreThoseOfTheSamples() {
        segment(1, 2.0011, 0, TWO_SECONDS);

        assertFound("the duration is said to be 2.0011 s and is 2.0");
    }

    private void part(double duration, boolean independent, boolean sync) {
        var part = new Part(1, 1, 0, "1.0.m4s", duration, independent, false);
        track.on(part, fragment(0, 2, 500, sync, false), TIMESCALE, "1.0.m4s");
    }

    @Test
    void partsAreWhatThePlaylistSays() {
        part(1, true, true);
        part(1, false, false);
        assertThat(findings.list()).isEmpty();

        part(0.998, false, false);
        assertFound("the duration is said to be 0.998 s and is 1.0");
    }

    @Test
    void independentPartsBeginWithASyncSample() {
        part(1, true, false);

        assertFound("the part is INDEPENDENT and does not begin with a sync sample");
    }

    @Test
    void partsThatBeginWithASyncSampleAreIndependent() {
        part(1, false, true);

        assertFound("the part begins with a sync sample and is not INDEPENDENT");
    }

    @Test
    void partsMakeTheSegment() {
        TrackRules.concatenation(List.of(TWO_SECONDS, new byte[1]), TWO_SECONDS, findings);

        assertFound("the 2 parts of");
    }

    @Test
    void boxesAlternate() {
        segment(1, 2, 0, concat(TWO_SECONDS, box("free")));

        assertFound("are not moof and mdat in turn");
    }

    @Test
    void boxesEndWithTheFile() {
        segment(1, 2, 0, Arrays.copyOf(TWO_SECONDS, TWO_SECONDS.length - 1));

        assertFound("the file does not parse");
    }

    @Test
    void samplesFillTheirBox() {
        var bytes = concat(TWO_SECONDS, new byte[4]);
        int mdat = TWO_SECONDS.length - 8 - 4 * 12;
        ByteBuffer.wrap(bytes).putInt(mdat, 8 + 4 * 12 + 4);

        segment(1, 2, 0, bytes);

        assertFound("samples of 48 bytes lie in mdat of 52");
    }

    @Test
    void fragmentsHaveSamples() {
        segment(1, 2, 0, fragment(0, 0, 500, true, false));

        assertFound("a fragment has no samples");
    }

    @Test
    void initSegmentsAreOfTwoBoxes() {
        Fragments.timescale(concat(SyntheticMedia.init(), box("free")), findings);

        assertFound("the init segment is of [ftyp, moov, free]");
    }

    @Test
    void initSegmentsParse() {
        assertThat(Fragments.timescale(box("ftyp", new byte[2]), findings)).isZero();

        assertThat(sentences(findings))
                .anySatisfy(found -> assertThat(found).contains("the init segment does not parse"));
    }

    @Test
    void timeScalesArePositive() {
        assertThat(Fragments.timescale(SyntheticMedia.init(0), findings)).isZero();

        assertFound("the time scale is 0");
    }

    @Test
    void segmentsOfOneNumberPlayTogether() {
        var alignment = new Alignment(findings);
        var source = URI.create("http://origin/source/index.m3u8");
        var small = URI.create("http://origin/360p/index.m3u8");
        var audio = URI.create("http://origin/audio/index.m3u8");
        alignment.on(source, true, 1, new Span(10, 2));
        alignment.on(small, true, 1, new Span(10.0009, 2));
        alignment.on(audio, false, 1, new Span(11.9, 2));
        alignment.on(source, true, 2, new Span(12, 2));
        assertThat(findings.list()).isEmpty();

        alignment.on(small, true, 2, new Span(12.0011, 2));
        assertFound("segment 2 starts at 12.0011 s and that of /source/index.m3u8 at 12.0");
        alignment.on(audio, false, 2, new Span(14.01, 2));
        assertThat(sentences(findings))
                .anySatisfy(found ->
                        assertThat(found).contains("does not overlap that of /source/index.m3u8"));
    }
}
