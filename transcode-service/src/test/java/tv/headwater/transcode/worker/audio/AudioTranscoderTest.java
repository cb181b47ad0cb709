package tv.headwater.transcode.worker.audio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.bytedeco.javacpp.FloatPointer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tv.headwater.contract.media.AccessUnit;
import tv.headwater.contract.media.FourCc;
import tv.headwater.contract.media.Track;
import tv.headwater.transcode.worker.encode.TestDecoder;
import tv.headwater.transcode.worker.ffmpeg.FfmpegException;

class AudioTranscoderTest {

    /** Not on a frame boundary, and beyond 2^33. */
    private static final long FIRST_PTS = 8_700_000_600L;

    private static final int FRAME = 1024;

    private static List<AacUnit> transcode(AudioClip clip, long resumeAfter) {
        return transcode(clip.track(), clip.units(), resumeAfter);
    }

    private static List<AacUnit> transcode(
            Track.Audio track, List<AccessUnit> units, long resumeAfter) {
        List<AacUnit> out = new ArrayList<>();
        try (var transcoder = new AudioTranscoder(track, resumeAfter, out::add)) {
            units.forEach(transcoder::add);
            transcoder.flush();
        }
        return out;
    }

    private static List<Long> pts(List<AacUnit> units) {
        return units.stream().map(AacUnit::pts).toList();
    }

    private static Track.Audio aacTrack() {
        try (var transcoder =
                new AudioTranscoder(AudioClip.opus(0.1, 2, 0).track(), -1, unit -> {})) {
            return transcoder.track(2);
        }
    }

    /** The left channel of what a player hears, from the sample of the first unit's pts on. */
    private static float[] heard(List<AacUnit> units) {
        var heard = new float[units.size() * FRAME];
        int[] at = {0};
        try (var decoder = new TestDecoder(aacTrack())) {
            for (var unit : units) {
                decoder.decode(
                        unit.payload(),
                        unit.pts(),
                        unit.pts(),
                        frame -> {
                            assertThat(frame.pts()).isEqualTo(unit.pts());
                            assertThat(frame.ch_layout().nb_channels()).isEqualTo(2);
                            new FloatPointer(frame.data(0)).get(heard, at[0], frame.nb_samples());
                            at[0] += frame.nb_samples();
                        });
            }
        }
        assertThat(at[0]).isEqualTo(heard.length);
        return heard;
    }

    private static long sample(long pts) {
        return Math.round(pts * 48_000 / 90_000.0);
    }

    /** By how many samples {@code heard} comes later than {@code said}, between two samples of the former. */
    private static int lateness(float[] heard, float[] said, int offset, int from, int to) {
        int best = 0;
        double highest = 0;
        for (int lag = -3000; lag <= 3000; lag++) {
            double sum = 0;
            for (int i = from; i < to; i++) {
                int j = i + offset - lag;
                sum += j < 0 || j >= said.length ? 0 : heard[i] * said[j];
            }
            if (sum > highest) {
                highest = sum;
                best = lag;
            }
        }
        return best;
    }

    /** Where in the clip's signal the first sample heard lies. */
    private static int offset(List<AacUnit> units, AudioClip clip) {
        long start = sample(clip.units().getFirst().pts()) + clip.delay();
        return (int) (sample(units.getFirst().pts()) - start);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void whatIsHeardIsWhereItWasInTheSource(int channels) {
        var clip = AudioClip.opus(2, channels, FIRST_PTS);
        var units = transcode(clip, -1);
        var heard = heard(units);

        assertThat(
                        lateness(
                                heard,
                                clip.signal(),
                                offset(units, clip),
                                4 * FRAME,
                                heard.length - FRAME))
                .isBetween(-1, 1);
    }

    @Test
    void anotherSampleRateIsWhereItWasToo() {
        var clip = AudioClip.aac(2, 44_100, 1, FIRST_PTS);
        var units = transcode(clip, -1);
        var heard = heard(units);
        // The signal at 48 kHz, by linear interpolation.
        var said = new float[clip.signal().length * 480 / 441 - 2];
        for (int i = 0; i < said.length; i++) {
            double at = i * 441 / 480.0;
            int j = (int) at;
            said[i] = (float) (clip.signal()[j] * (1 - at + j) + clip.signal()[j + 1] * (at - j));
        }
        long start = sample(FIRST_PTS) + clip.delay() * 480 / 441;
        int offset = (int) (sample(units.getFirst().pts()) - start);

        assertThat(lateness(heard, said, offset, 4 * FRAME, heard.length - 2 * FRAME))
                .isBetween(-1, 1);
        assertThat(heard.length / 48_000.0).isBetween(1.95, 2.05);
    }

    @Test
    void framesAreOnTheGridWithoutGapFromTheFirstSampleToTheLast() {
        var clip = AudioClip.opus(1, 2, FIRST_PTS);
        var pts = pts(transcode(clip, -1));

        assertThat(pts.getFirst()).isBetween(FIRST_PTS - 1919, FIRST_PTS);
        assertThat(pts).allMatch(p -> p % 1920 == 0);
        for (int i = 1; i < pts.size(); i++) {
            assertThat(pts.get(i) - pts.get(i - 1)).isEqualTo(1920);
        }
        long end = clip.units().getLast().pts() + 1800;
        assertThat(pts.getLast() + 1920).isBetween(end, end + 1919);
    }

    @Test
    void aSuccessorGoesOnAfterAnyFrameWithoutGapOrDouble() {
        var clip = AudioClip.opus(1, 2, FIRST_PTS);
        var whole = pts(transcode(clip, -1));

        for (int i = 0; i < whole.size(); i++) {
            assertThat(pts(transcode(clip, whole.get(i))))
                    .as("after frame %d", i)
                    .isEqualTo(whole.subList(i + 1, whole.size()));
        }
    }

    @Test
    void aSuccessorThatGetsOnlyTheSegmentItNeedsGoesOnToo() {
        var clip = AudioClip.opus(2, 2, FIRST_PTS);
        var whole = transcode(clip, -1);
        int cut = 50;
        var later = clip.units().subList(50, clip.units().size());
        var rest = transcode(clip.track(), later, whole.get(cut - 1).pts());

        assertThat(pts(rest)).isEqualTo(pts(whole).subList(cut, whole.size()));
        List<AacUnit> together = new ArrayList<>(whole.subList(0, cut));
        together.addAll(rest);
        // Around the seam it sounds as if nothing had happened.
        var expected = heard(whole);
        var actual = heard(together);
        assertThat(difference(expected, actual, (cut - 1) * FRAME, (cut + 2) * FRAME))
                .isLessThan(0.05);
    }

    @Test
    void aSuccessorWhoseSourceBeginsTooLateMakesSilenceOfWhatIsMissing() {
        var clip = AudioClip.opus(2, 2, FIRST_PTS);
        var whole = pts(transcode(clip, -1));
        var later = clip.units().subList(60, clip.units().size());

        assertThat(pts(transcode(clip.track(), later, whole.get(20))))
                .isEqualTo(whole.subList(21, whole.size()));
    }

    @Test
    void aGapBecomesSilenceAndWhatFollowsStaysInPlace() {
        var clip = AudioClip.opus(3, 2, FIRST_PTS);
        List<AccessUnit> units = new ArrayList<>(clip.units());
        units.subList(50, 75).clear();
        var out = transcode(clip.track(), units, -1);
        var heard = heard(out);
        int offset = offset(out, clip);

        assertThat(pts(out)).isEqualTo(pts(transcode(clip, -1)));
        assertThat(lateness(heard, clip.signal(), offset, 80_000, heard.length - FRAME))
                .isBetween(-1, 1);
        assertThat(loudness(heard, 55_000, 65_000)).isLessThan(0.001);
        assertThat(loudness(heard, 80_000, 90_000)).isGreaterThan(0.05);
    }

    @Test
    void whatOverlapsIsTrimmedAndWhatFollowsStaysInPlace() {
        var clip = AudioClip.opus(3, 2, FIRST_PTS);
        var pts =
                IntStream.range(0, clip.units().size())
                        .mapToObj(i -> clip.units().get(i).pts() - (i < 75 ? 0 : 18_000))
                        .toList();
        var out = transcode(clip.withPts(pts), -1);
        var heard = heard(out);

        for (int i = 1; i < out.size(); i++) {
            assertThat(out.get(i).pts() - out.get(i - 1).pts()).isEqualTo(1920);
        }
        // 200 ms earlier than in the signal
        assertThat(
                        lateness(
                                heard,
                                clip.signal(),
                                offset(out, clip) + 9600,
                                80_000,
                                heard.length - FRAME))
                .isBetween(-1, 1);
    }

    @Test
    void aUnitThatCannotBeDecodedIsSilenceInItsPlace() {
        var clip = AudioClip.opus(2, 2, FIRST_PTS);
        List<AccessUnit> units = new ArrayList<>(clip.units());
        units.set(50, AudioClip.unit(FourCc.OPUS, units.get(50).pts(), ByteBuffer.allocate(0)));
        List<AacUnit> out = new ArrayList<>();
        try (var transcoder = new AudioTranscoder(clip.track(), -1, out::add)) {
            units.forEach(transcoder::add);
            transcoder.flush();
            assertThat(transcoder.errors()).isEqualTo(1);
        }
        var heard = heard(out);

        assertThat(lateness(heard, clip.signal(), offset(out, clip), 52_000, heard.length - FRAME))
                .isBetween(-1, 1);
    }

    @Test
    void jitterOfTimestampsIsNotHeard() {
        var clip = AudioClip.opus(2, 2, FIRST_PTS);
        var pts =
                IntStream.range(0, clip.units().size())
                        .mapToObj(
                                i -> clip.units().get(i).pts() + (i == 0 ? 0 : (i % 3 - 1) * 3500))
                        .toList();

        assertThat(transcode(clip.withPts(pts), -1)).isEqualTo(transcode(clip, -1));
    }

    @Test
    void aLongGapIsLeftAndFramesAfterItAreOnTheGrid() {
        var clip = AudioClip.opus(2, 2, FIRST_PTS);
        var pts =
                IntStream.range(0, clip.units().size())
                        .mapToObj(i -> clip.units().get(i).pts() + (i < 50 ? 0 : 90_000 * 3600L))
                        .toList();
        var out = transcode(clip.withPts(pts), -1);

        assertThat(out).hasSizeBetween(93, 98);
        assertThat(out).allMatch(unit -> unit.pts() % 1920 == 0);
        assertThat(pts(out)).isSorted().doesNotHaveDuplicates();
    }

    @Test
    void theTrackIsAacLcOf48KilohertzInStereo() {
        var track = aacTrack();
        assertThat(track.codec()).isEqualTo(FourCc.MP4A);
        assertThat(track.sampleRate()).isEqualTo(48_000);
        assertThat(track.channels()).isEqualTo(2);
        assertThat(track.samplesPerFrame()).isEqualTo(1024);
        // ISO/IEC 14496-3 1.6.2.1: object type 2 in 5 bits, frequency index 3 in 4, channels 2 in 4
        assertThat(track.decoderConfiguration().getShort(0) & 0xfff8).isEqualTo(0x1190);
    }

    @Test
    void otherCodecsAndBrokenConfigurationsAreRefused() {
        var flac = new Track.Audio(2, FourCc.of("fLaC"), 48_000, 2, 4096, ByteBuffer.allocate(38));
        var shortened = new Track.Audio(2, FourCc.OPUS, 48_000, 2, 960, ByteBuffer.allocate(4));

        assertThatThrownBy(() -> new AudioTranscoder(flac, -1, unit -> {}))
                .isInstanceOf(FfmpegException.class)
                .hasMessage("codec fLaC is not among those decoded");
        assertThatThrownBy(() -> new AudioTranscoder(shortened, -1, unit -> {}))
                .isInstanceOf(FfmpegException.class)
                .hasMessage("decoder libopus: dOps of 4 bytes is shorter than 11");
    }

    private static double loudness(float[] samples, int from, int to) {
        return Math.sqrt(
                IntStream.range(from, to)
                        .mapToDouble(i -> samples[i] * samples[i])
                        .average()
                        .orElseThrow());
    }

    private static double difference(float[] a, float[] b, int from, int to) {
        var difference = Arrays.copyOf(a, a.length);
        for (int i = 0; i < a.length; i++) {
            difference[i] -= b[i];
        }
        return loudness(difference, from, to) / loudness(a, from, to);
    }
}
