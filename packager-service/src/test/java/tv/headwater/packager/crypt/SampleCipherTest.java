package tv.headwater.packager.crypt;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.bytedeco.javacpp.Loader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tv.headwater.contract.TestMedia;
import tv.headwater.contract.TestMedia.Unit;
import tv.headwater.contract.media.FourCc;
import tv.headwater.contract.media.Track;
import tv.headwater.contract.stream.ContentSecret;
import tv.headwater.packager.cmaf.Fragment;
import tv.headwater.packager.cmaf.FragmentReader;
import tv.headwater.packager.cmaf.InitSegmentBoxes;
import tv.headwater.packager.cmaf.NalUnits;
import tv.headwater.packager.cmaf.Sample;
import tv.headwater.packager.cmaf.Subsample;
import tv.headwater.packager.testing.EncodedClip;
import tv.headwater.packager.testing.Program;

/** What is encrypted is decrypted by a real ffmpeg and by a reader of our own, to the very bytes that went in. */
class SampleCipherTest {

    private static final ContentKey KEY =
            ContentKey.of(new ContentSecret("AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8"), 7);

    private static final int IN_A_FRAGMENT = 10;

    @TempDir Path directory;

    @Test
    void h264ComesBack() throws Exception {
        comesBack(TestMedia.videoTrack(), TestMedia.video());
    }

    @Test
    void aacComesBack() throws Exception {
        comesBack(TestMedia.audioTrack(), TestMedia.audio());
    }

    /** Features that slice headers depend on; see {@link #sliceHeadersAreAsFfmpegReadsThem}. */
    @ParameterizedTest
    @CsvSource({"libx264, bframes=3:weightp=2:slices=3", "libx265, slices=2:bframes=3:weightb=1"})
    void encodedClipsComeBack(String encoder, String parameters) throws Exception {
        var clip = clip(encoder, parameters);
        comesBack(track(encoder, clip), clip.units());
    }

    @ParameterizedTest
    @CsvSource({
        "libx264, bframes=3:weightp=2:b-pyramid=normal:ref=5",
        "libx264, cabac=0:bframes=0:slices=4",
        "libx264, interlaced=1:bframes=2",
        "libx264, no-deblock=1:keyint=30:open-gop=1",
        "libx265, bframes=4:weightb=1:ref=4",
        "libx265, slices=3:wpp=1:sao=0",
        "libx265, bframes=0:no-deblock=1:temporal-mvp=0:ctu=16",
    })
    void sliceHeadersAreAsFfmpegReadsThem(String encoder, String parameters) throws Exception {
        var clip = clip(encoder, parameters);
        var track = track(encoder, clip);
        write("clear.mp4", InitSegmentBoxes.write(track), fragments(clip.units(), null));
        assertThat(readHeaders(track, clip.units()))
                .hasSizeGreaterThanOrEqualTo(180)
                .isEqualTo(tracedHeaders());
    }

    @Test
    void onlyWholeBlocksOfThePatternChange() {
        var cipher = SampleCipher.of(TestMedia.videoTrack(), KEY);
        for (var unit : TestMedia.video()) {
            var encrypted = cipher.encrypt(sample(unit));
            int at = 0;
            for (var subsample : encrypted.subsamples()) {
                assertThat(encrypted.payload().slice(at, subsample.clear()))
                        .isEqualTo(unit.payload().slice(at, subsample.clear()));
                at += subsample.clear();
                for (int i = 0; i < subsample.encrypted(); i += 16) {
                    int length = Math.min(16, subsample.encrypted() - i);
                    boolean same =
                            encrypted
                                    .payload()
                                    .slice(at + i, length)
                                    .equals(unit.payload().slice(at + i, length));
                    assertThat(same).isEqualTo(i % 160 != 0 || length < 16);
                }
                at += subsample.encrypted();
            }
            assertThat(at).isEqualTo(unit.payload().remaining());
        }
    }

    /** More slices than saiz can tell: as many as fit are encrypted, and all comes back. */
    @Test
    void manySlicesKeepToTheLimit() {
        var payload = ByteBuffer.allocate(60 * 204);
        for (int i = 0; i < 60; i++) {
            payload.putInt(200).put((byte) 0x65).position(payload.position() + 199);
        }
        var sample = new Sample(payload.flip(), 3000, 0, true);
        var encrypted = SampleCipher.of(TestMedia.videoTrack(), KEY).encrypt(sample);
        assertThat(encrypted.subsamples()).hasSize(Subsample.MAX_COUNT);
        assertThat(encrypted.subsamples().stream().filter(part -> part.encrypted() > 0))
                .hasSize(Subsample.MAX_COUNT);
        assertThat(SampleCipher.of(TestMedia.videoTrack(), KEY).decrypt(encrypted).payload())
                .isEqualTo(payload);
    }

    @Test
    void longNonSlicesAreToldInPieces() {
        var payload = ByteBuffer.allocate(4 + 70_000 + 4 + 100);
        payload.putInt(70_000).put((byte) 6).position(70_004).putInt(100).put((byte) 0x65);
        var sample = new Sample(payload.rewind(), 3000, 0, true);
        var encrypted = SampleCipher.of(TestMedia.videoTrack(), KEY).encrypt(sample);
        assertThat(encrypted.subsamples()).hasSize(2);
        assertThat(encrypted.subsamples().getFirst()).isEqualTo(new Subsample(65_535, 0));
        assertThat(encrypted.subsamples().getLast().encrypted()).isBetween(60, 99);
    }

    @Test
    void av1IsRefused() {
        var track = new Track.Video(1, FourCc.AV01, 320, 180, ByteBuffer.allocate(4));
        assertThat(SampleCipher.refusal(track))
                .hasValue("codec av01 cannot be encrypted: avc1 and hvc1 can");
        assertThat(SampleCipher.refusal(TestMedia.videoTrack())).isEmpty();
    }

    private void comesBack(Track track, List<Unit> units) throws Exception {
        var encryption = KEY.trackEncryption(track instanceof Track.Video);
        var clear = fragments(units, null);
        var encrypted = fragments(units, SampleCipher.of(track, KEY));
        var init = InitSegmentBoxes.write(track, encryption);
        write("clear.mp4", InitSegmentBoxes.write(track), clear);
        write("encrypted.mp4", init, encrypted);
        var key = HexFormat.of().formatHex(key());
        assertThat(packets("clear.mp4"))
                .hasSizeGreaterThan(units.size())
                .isEqualTo(packets("encrypted.mp4", "-decryption_key", key))
                .isNotEqualTo(packets("encrypted.mp4", "-decryption_key", "00".repeat(16)));
        var reader = new CbcsReader(init, key());
        assertThat(reader.original).isEqualTo(track.codec().toString());
        List<ByteBuffer> samples = new ArrayList<>();
        for (var fragment : encrypted) {
            samples.addAll(reader.samples(fragment));
        }
        assertThat(samples).isEqualTo(units.stream().map(Unit::payload).toList());
        var decipher = SampleCipher.of(track, KEY);
        assertThat(
                        encrypted.stream()
                                .flatMap(fragment -> FragmentReader.samples(fragment).stream())
                                .map(sample -> decipher.decrypt(sample.sample()).payload()))
                .containsExactlyElementsOf(samples);
    }

    private static byte[] key() {
        var key = new byte[16];
        KEY.bytes().get(key);
        return key;
    }

    /** By the ffmpeg of the Maven artifact: 5.1 does not get over the last, incomplete block of a subsample. */
    private List<String> packets(String file, String... input) throws Exception {
        var ffmpeg = Loader.load(org.bytedeco.ffmpeg.ffmpeg.class);
        List<String> command = new ArrayList<>(List.of(ffmpeg, "-v", "error"));
        command.addAll(List.of(input));
        command.addAll(List.of("-i", file, "-c", "copy", "-f", "framemd5", "-"));
        return Program.run(directory, command.toArray(String[]::new));
    }

    private static List<ByteBuffer> fragments(
            List<Unit> units, @org.jspecify.annotations.Nullable SampleCipher cipher) {
        List<ByteBuffer> fragments = new ArrayList<>();
        boolean video = units.getFirst().track() == TestMedia.VIDEO_TRACK;
        for (int i = 0; i < units.size(); i += IN_A_FRAGMENT) {
            List<Sample> samples = new ArrayList<>();
            for (var unit : units.subList(i, Math.min(units.size(), i + IN_A_FRAGMENT))) {
                samples.add(cipher == null ? sample(unit) : cipher.encrypt(sample(unit)));
            }
            long dts = units.get(i).dts();
            fragments.add(
                    video
                            ? Fragment.video(List.of(), i, dts, samples)
                            : Fragment.audio(List.of(), i, dts * 8 / 15, samples));
        }
        return fragments;
    }

    private static Sample sample(Unit unit) {
        boolean video = unit.track() == TestMedia.VIDEO_TRACK;
        return new Sample(
                unit.payload(), video ? 3000 : 1024, unit.pts() - unit.dts(), unit.randomAccess());
    }

    private EncodedClip clip(String encoder, String parameters) throws Exception {
        return encoder.equals("libx265")
                ? EncodedClip.video(
                        directory,
                        1,
                        320,
                        180,
                        "hvcC",
                        encoder,
                        "-tag:v",
                        "hvc1",
                        "-x265-params",
                        "log-level=error:" + parameters)
                : EncodedClip.video(
                        directory, 1, 320, 180, "avcC", encoder, "-x264-params", parameters);
    }

    private static Track track(String encoder, EncodedClip clip) {
        var codec = encoder.equals("libx265") ? FourCc.HVC1 : FourCc.AVC1;
        return new Track.Video(1, codec, 320, 180, clip.decoderConfiguration());
    }

    /** Bytes up to and with the last of each slice's header. */
    private static List<Integer> readHeaders(Track track, List<Unit> units) {
        boolean avc = track.codec().equals(FourCc.AVC1);
        SliceHeaders headers =
                avc
                        ? new AvcSliceHeaders(track.decoderConfiguration())
                        : new HevcSliceHeaders(track.decoderConfiguration());
        List<Integer> lengths = new ArrayList<>();
        for (var unit : units) {
            for (var nalUnit : NalUnits.of(unit.payload())) {
                int type = avc ? nalUnit.get(0) & 31 : nalUnit.get(0) >> 1 & 63;
                if (avc ? type == 1 || type == 5 : type < 32) {
                    lengths.add(headers.clear(nalUnit));
                }
            }
        }
        return lengths;
    }

    private List<Integer> tracedHeaders() throws Exception {
        List<Integer> lengths = new ArrayList<>();
        boolean inSlice = false;
        for (var line :
                Program.run(
                        directory,
                        "ffmpeg",
                        "-v",
                        "info",
                        "-nostats",
                        "-hide_banner",
                        "-i",
                        "clear.mp4",
                        "-c",
                        "copy",
                        "-bsf:v",
                        "trace_headers",
                        "-f",
                        "null",
                        "-")) {
            if (!line.startsWith("[trace_headers")) {
                continue;
            }
            var text = line.substring(line.indexOf(']') + 1).strip();
            if (!text.isEmpty() && !Character.isDigit(text.charAt(0))) {
                inSlice = text.startsWith("Slice");
                if (inSlice) {
                    lengths.add(0);
                }
            } else if (inSlice) {
                var fields = text.split("\\s+", -1);
                int bits = fields[fields.length - 3].length();
                lengths.set(
                        lengths.size() - 1, Math.ceilDiv(Integer.parseInt(fields[0]) + bits, 8));
            }
        }
        return lengths;
    }

    private void write(String name, ByteBuffer init, List<ByteBuffer> fragments)
            throws IOException {
        try (var out =
                Files.newByteChannel(
                        directory.resolve(name),
                        java.nio.file.StandardOpenOption.CREATE,
                        java.nio.file.StandardOpenOption.WRITE,
                        java.nio.file.StandardOpenOption.TRUNCATE_EXISTING)) {
            out.write(init.duplicate());
            for (var fragment : fragments) {
                out.write(fragment.duplicate());
            }
        }
    }
}
