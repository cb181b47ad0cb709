package tv.headwater.packager.origin;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tv.headwater.contract.TestMedia;
import tv.headwater.contract.TestMedia.Unit;
import tv.headwater.contract.id.Rendition;
import tv.headwater.contract.media.AccessUnit;
import tv.headwater.contract.media.Configuration;
import tv.headwater.contract.media.EndOfSession;
import tv.headwater.contract.media.FourCc;
import tv.headwater.contract.media.SessionConfig;
import tv.headwater.contract.media.SessionRecord;
import tv.headwater.contract.media.Track;
import tv.headwater.contract.stream.StreamStatus;
import tv.headwater.mediahttp.MediaHttpLimits;
import tv.headwater.mediahttp.MediaServer;
import tv.headwater.packager.key.ContentSecrets;
import tv.headwater.packager.stream.Fates;
import tv.headwater.packager.stream.LiveStreams;
import tv.headwater.packager.stream.PackagingMetrics;
import tv.headwater.packager.stream.Writer;
import tv.headwater.packager.testing.EncodedClip;
import tv.headwater.packager.testing.Log;
import tv.headwater.packager.testing.Program;
import tv.headwater.packager.testing.SegmentReader;
import tv.headwater.packager.window.WindowLimits;

/** A ladder that real encoders made, in three codecs and with two kinds of audio, played from an origin by a real ffmpeg. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class LadderPlaybackTest {

    private static final int PICTURES = 180;
    private static final long SEGMENT = 180_000;
    private static final long EPOCH = 1024;

    @TempDir static Path directory;

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final Fates fates = new Fates();
    private final LiveStreams streams =
            new LiveStreams(
                    new LiveStreams.Limits(
                            new WindowLimits(Duration.ofMinutes(1), 1 << 30),
                            1 << 30,
                            Duration.ofHours(1)),
                    new PackagingMetrics(registry),
                    fates,
                    new ContentSecrets(),
                    Clock.systemUTC(),
                    () -> {});
    private final WindowResources resources =
            new WindowResources(streams, fates, new ContentSecrets());
    private final MediaServer server =
            new MediaServer("127.0.0.1", 0, MediaHttpLimits.defaults(), resources, registry);
    private final HttpClient http = HttpClient.newHttpClient();

    @BeforeAll
    void packageClips() throws Exception {
        var source = x264(1, 1920, 1080, "-bf", "2");
        var opus = EncodedClip.audio(directory, 2, "dOps", "libopus");
        var starts = source.units().stream().filter(Unit::randomAccess).map(Unit::pts).toList();
        assertThat(starts).hasSize(3);
        feed(
                Writer.INGEST,
                Rendition.SOURCE,
                starts,
                Map.of(
                        video(source, FourCc.AVC1, 1920, 1080),
                        source,
                        new Track.Audio(
                                2, FourCc.OPUS, 48_000, 2, 960, opus.decoderConfiguration()),
                        opus));
        streams.on(Writer.TRANSCODER, Log.claim(1 << 30), 0);
        rung("720p", starts, x264(1, 1280, 720), FourCc.AVC1, 1280, 720);
        rung("360p", starts, x264(1, 640, 360, "-bf", "2"), FourCc.AVC1, 640, 360);
        rung(
                "540p",
                starts,
                EncodedClip.video(
                        directory,
                        1,
                        960,
                        540,
                        "hvcC",
                        "libx265",
                        "-preset",
                        "ultrafast",
                        "-x265-params",
                        "scenecut=0:open-gop=0:keyint=9999:log-level=error",
                        "-tag:v",
                        "hvc1"),
                FourCc.HVC1,
                960,
                540);
        rung(
                "240p",
                starts,
                EncodedClip.video(
                        directory,
                        1,
                        426,
                        240,
                        "av1C",
                        "libaom-av1",
                        "-usage",
                        "realtime",
                        "-cpu-used",
                        "8",
                        "-b:v",
                        "300k"),
                FourCc.AV01,
                426,
                240);
        var aac = EncodedClip.audio(directory, 2, "esds", "aac");
        feed(Writer.TRANSCODER, Rendition.AUDIO_AAC, starts, Map.of(TestMedia.audioTrack(), aac));
        fates.on(TestMedia.STREAM, StreamStatus.ENDED);
        resources.open();
        server.start();
    }

    @AfterAll
    void close() {
        server.close();
    }

    private EncodedClip x264(int track, int width, int height, String... more) throws Exception {
        var options =
                new ArrayList<>(List.of("libx264", "-preset", "ultrafast", "-sc_threshold", "0"));
        options.addAll(List.of(more));
        return EncodedClip.video(
                directory, track, width, height, "avcC", options.toArray(String[]::new));
    }

    private static Track video(EncodedClip clip, FourCc codec, int width, int height) {
        return new Track.Video(1, codec, width, height, clip.decoderConfiguration());
    }

    private void rung(
            String name, List<Long> starts, EncodedClip clip, FourCc codec, int width, int height) {
        feed(
                Writer.TRANSCODER,
                new Rendition(name),
                starts,
                Map.of(video(clip, codec, width, height), clip));
    }

    /** A session of {@code clips}, stamped by where the source's segments start. */
    private void feed(
            Writer writer, Rendition rendition, List<Long> starts, Map<Track, EncodedClip> clips) {
        var config =
                new SessionConfig(
                        0,
                        starts.getFirst(),
                        (int) SEGMENT,
                        2,
                        30_000,
                        0,
                        List.copyOf(clips.keySet()));
        List<Function<Long, SessionRecord>> records = new ArrayList<>();
        var units =
                clips.values().stream()
                        .flatMap(clip -> clip.units().stream())
                        .sorted(Comparator.comparingLong(Unit::dts).thenComparingInt(Unit::track))
                        .toList();
        int introduced = 0;
        for (var unit : units) {
            int segment = 1;
            while (segment < starts.size() && starts.get(segment) <= unit.pts()) {
                segment++;
            }
            int number = segment;
            while (introduced < number) {
                int next = ++introduced;
                records.add(sequence ->
                        new Configuration(
                                Log.stamp(rendition, EPOCH, sequence, next), next == 1, config));
            }
            var codec =
                    clips.keySet().stream()
                            .filter(track -> track.id() == unit.track())
                            .findFirst()
                            .orElseThrow()
                            .codec();
            records.add(sequence ->
                    new AccessUnit(
                            Log.stamp(rendition, EPOCH, sequence, number),
                            unit.track(),
                            codec,
                            unit.randomAccess(),
                            unit.dts(),
                            unit.pts(),
                            unit.payload()));
        }
        records.add(
                sequence -> new EndOfSession(Log.stamp(rendition, EPOCH, sequence, starts.size())));
        long base = writer == Writer.INGEST ? 0 : 1 << 30;
        for (int i = 0; i < records.size(); i++) {
            streams.on(writer, records.get(i).apply(base + 1 + i), 0);
        }
    }

    private URI uri(String file) {
        return URI.create(
                "http://127.0.0.1:" + server.port() + "/live/" + TestMedia.STREAM + "/" + file);
    }

    private byte[] get(String file) throws Exception {
        var response =
                http.send(HttpRequest.newBuilder(uri(file)).build(), BodyHandlers.ofByteArray());
        assertThat(response.statusCode()).as(file).isEqualTo(200);
        return response.body();
    }

    @Test
    void everyVariantIsListed() throws Exception {
        var lines = new String(get("index.m3u8"), java.nio.charset.StandardCharsets.UTF_8).lines();
        var listed = lines.map(line -> line.replaceAll("(AVERAGE-)?BANDWIDTH=\\d+,", "")).toList();
        assertThat(listed)
                .containsExactly(
                        "#EXTM3U",
                        "#EXT-X-VERSION:6",
                        "#EXT-X-INDEPENDENT-SEGMENTS",
                        "#EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID=\"audio-aac\",NAME=\"Audio\",DEFAULT=YES,AUTOSELECT=YES,CHANNELS=\"2\",URI=\"audio-aac/index.m3u8\"",
                        "#EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID=\"audio\",NAME=\"Audio\",DEFAULT=YES,AUTOSELECT=YES,CHANNELS=\"2\",URI=\"audio/index.m3u8\"",
                        "#EXT-X-STREAM-INF:CODECS=\"avc1.4D4028,mp4a.40.2\",RESOLUTION=1920x1080,FRAME-RATE=30.000,AUDIO=\"audio-aac\",CLOSED-CAPTIONS=NONE",
                        "source/index.m3u8",
                        "#EXT-X-STREAM-INF:CODECS=\"avc1.4D4028,opus\",RESOLUTION=1920x1080,FRAME-RATE=30.000,AUDIO=\"audio\",CLOSED-CAPTIONS=NONE",
                        "source/index.m3u8",
                        "#EXT-X-STREAM-INF:CODECS=\"avc1.42C01F,mp4a.40.2\",RESOLUTION=1280x720,FRAME-RATE=30.000,AUDIO=\"audio-aac\",CLOSED-CAPTIONS=NONE",
                        "720p/index.m3u8",
                        "#EXT-X-STREAM-INF:CODECS=\"hvc1.1.6.L90.90,mp4a.40.2\",RESOLUTION=960x540,FRAME-RATE=30.000,AUDIO=\"audio-aac\",CLOSED-CAPTIONS=NONE",
                        "540p/index.m3u8",
                        "#EXT-X-STREAM-INF:CODECS=\"avc1.4D401E,mp4a.40.2\",RESOLUTION=640x360,FRAME-RATE=30.000,AUDIO=\"audio-aac\",CLOSED-CAPTIONS=NONE",
                        "360p/index.m3u8",
                        "#EXT-X-STREAM-INF:CODECS=\"av01.0.00M.08,mp4a.40.2\",RESOLUTION=426x240,FRAME-RATE=30.000,AUDIO=\"audio-aac\",CLOSED-CAPTIONS=NONE",
                        "240p/index.m3u8");
    }

    @ParameterizedTest
    @CsvSource({
        "source, h264, 1920, 1080",
        "720p, h264, 1280, 720",
        "540p, hevc, 960, 540",
        "360p, h264, 640, 360",
        "240p, av1, 426, 240"
    })
    void everyPictureIsDecoded(String rendition, String codec, int width, int height)
            throws Exception {
        var playlist = uri(rendition + "/index.m3u8").toString();
        assertThat(
                        Program.run(
                                directory,
                                "ffprobe",
                                "-v",
                                "warning",
                                "-count_frames",
                                "-show_entries",
                                "stream=codec_name,width,height,nb_read_frames",
                                "-of",
                                "csv=p=0",
                                playlist))
                .last()
                .isEqualTo(codec + "," + width + "," + height + "," + PICTURES);
    }

    @ParameterizedTest
    @ValueSource(strings = {"audio", "audio-aac"})
    void audioIsDecoded(String rendition) throws Exception {
        var playlist = uri(rendition + "/index.m3u8").toString();
        assertThat(
                        Program.run(
                                directory, "ffmpeg", "-v", "warning", "-xerror", "-i", playlist,
                                "-f", "null", "-"))
                .isEmpty();
    }

    /** From the multivariant playlist, every stream of every variant, without a word of complaint. */
    @Test
    void allIsPlayedAtOnce() throws Exception {
        assertThat(
                        Program.run(
                                directory,
                                "ffmpeg",
                                "-v",
                                "warning",
                                "-xerror",
                                "-i",
                                uri("index.m3u8").toString(),
                                "-map",
                                "0",
                                "-f",
                                "null",
                                "-"))
                .isEmpty();
    }

    @Test
    void segmentsStartTogether() throws Exception {
        Map<String, List<Long>> starts = new LinkedHashMap<>();
        for (var rendition : List.of("source", "720p", "540p", "360p", "240p")) {
            List<Long> of = new ArrayList<>();
            for (int segment = 1; segment <= 3; segment++) {
                var bytes = get(rendition + "/" + segment + ".m4s");
                of.add(
                        SegmentReader.samples(ByteBuffer.wrap(bytes)).stream()
                                .mapToLong(SegmentReader.Sample::pts)
                                .min()
                                .orElseThrow());
            }
            starts.put(rendition, of);
        }
        assertThat(starts.values()).containsOnly(List.of(900_000L, 1_080_000L, 1_260_000L));
    }

    /** Each alone: ffmpeg's demuxer ends with the first Representation that ends, whatever the others still have. */
    @ParameterizedTest
    @CsvSource({
        "0, h264, 1920, 1080",
        "1, h264, 1280, 720",
        "2, h264, 640, 360",
        "3, hevc, 960, 540",
        "4, av1, 426, 240"
    })
    void everyPictureOfTheManifestIsDecoded(int index, String codec, int width, int height)
            throws Exception {
        assertThat(
                        Program.run(
                                directory,
                                "ffprobe",
                                "-v",
                                "error",
                                "-select_streams",
                                "v:" + index,
                                "-count_frames",
                                "-show_entries",
                                "stream=codec_name,width,height,nb_read_frames",
                                "-of",
                                "csv=p=0",
                                uri("manifest.mpd").toString()))
                .contains(codec + "," + width + "," + height + "," + PICTURES);
    }

    @Test
    void theManifestIsPlayedAtOnce() throws Exception {
        assertThat(
                        Program.run(
                                directory,
                                "ffmpeg",
                                "-v",
                                "warning",
                                "-xerror",
                                "-i",
                                uri("manifest.mpd").toString(),
                                "-map",
                                "0",
                                "-f",
                                "null",
                                "-"))
                .isEmpty();
    }
}
