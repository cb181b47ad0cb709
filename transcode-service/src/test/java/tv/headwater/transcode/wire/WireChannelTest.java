package tv.headwater.transcode.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.zip.CRC32C;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tv.headwater.contract.TestMedia;
import tv.headwater.contract.id.Rendition;
import tv.headwater.contract.media.MediaRecordCodec;
import tv.headwater.contract.node.LadderHealth;
import tv.headwater.contract.stream.Ladder;
import tv.headwater.contract.stream.VideoCodec;
import tv.headwater.transcode.ladder.Profile;

class WireChannelTest {

    private static final Rendition P720 = new Rendition("720p");

    private static @Nullable Path directory;
    private static @Nullable ServerSocketChannel server;

    /** Drives writing, reading and the seeds of mutation. */
    static List<WireMessage> messages() {
        var unit = TestMedia.video().getFirst().stamped(TestMedia.stamp(1024, 1, 7));
        return List.of(
                new WireMessage.Media(ByteBuffer.wrap(MediaRecordCodec.encode(unit))),
                new WireMessage.Start(
                        new WorkerJob.Transcode(
                                TestMedia.STREAM,
                                new Ladder.Rungs(
                                        List.of(
                                                new Ladder.Rung(
                                                        P720, 720, 2_000_000, VideoCodec.AV1))),
                                Profile.QUALITY,
                                Map.of(VideoCodec.H264, List.of("h264_nvenc", "libx264")),
                                "faster",
                                2,
                                3840 * 2160,
                                5,
                                7L << 30,
                                List.of(new Resume(P720, 12, Set.of(0L, 3000L), 2999)))),
                new WireMessage.Start(new WorkerJob.Posters(3840 * 2160)),
                new WireMessage.Shed(Set.of(P720)),
                new WireMessage.Shed(Set.of()),
                new WireMessage.Drain(),
                new WireMessage.Ready(4711, "8.1.2"),
                new WireMessage.Progress(
                        List.of(
                                new LadderHealth.Rung(
                                        P720,
                                        "avc1",
                                        1280,
                                        720,
                                        "libx264",
                                        LadderHealth.State.RUNNING)),
                        90_000,
                        1,
                        2,
                        3,
                        4),
                new WireMessage.Note(WireMessage.Level.WARN, "ein Satz mit \u00e4 und \"\n"),
                new WireMessage.NoPoster(TestMedia.STREAM, "no picture"),
                new WireMessage.Drained());
    }

    @BeforeAll
    @BeforeContainer
    static void listen() throws IOException {
        if (server != null) {
            return;
        }
        directory = Files.createTempDirectory("wire");
        server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        server.bind(UnixDomainSocketAddress.of(directory.resolve("s")));
    }

    @AfterAll
    @AfterContainer
    static void stopListening() throws IOException {
        if (server != null) {
            server.close();
            server = null;
            Files.deleteIfExists(directory.resolve("s"));
            Files.deleteIfExists(directory);
        }
    }

    private record Pair(SocketChannel near, SocketChannel far) implements AutoCloseable {

        static Pair open() throws IOException {
            var near = SocketChannel.open(server.getLocalAddress());
            return new Pair(near, server.accept());
        }

        @Override
        public void close() throws IOException {
            near.close();
            far.close();
        }
    }

    @ParameterizedTest
    @MethodSource("messages")
    void roundTrips(WireMessage message) throws IOException {
        try (var pair = Pair.open()) {
            new WireChannel(pair.near, WireChannel.Bodies.KEPT).write(message);
            pair.near.close();
            var reader = new WireChannel(pair.far, WireChannel.Bodies.REUSED);
            assertThat(reader.read()).isEqualTo(message);
            assertThat(reader.read()).isNull();
        }
    }

    @Test
    void bytesAreGolden() throws IOException {
        assertThat(HexFormat.of().formatHex(bytes(new WireMessage.Drain())))
                .isEqualTo("00000000" + "04" + crcOf("04"));
        assertThat(
                        HexFormat.of()
                                .formatHex(
                                        bytes(
                                                new WireMessage.Media(
                                                        ByteBuffer.wrap(new byte[] {1, 2})))))
                .isEqualTo("00000002" + "01" + "0102" + crcOf("010102"));
    }

    private static String crcOf(String hex) {
        var crc = new CRC32C();
        crc.update(HexFormat.of().parseHex(hex));
        return HexFormat.of().toHexDigits((int) crc.getValue());
    }

    @Property(tries = 200)
    void recordsOfAnySizeRoundTrip(
            @ForAll @Size(min = 1, max = 5) List<@IntRange(max = 300_000) Integer> lengths,
            @ForAll boolean kept,
            @ForAll long seed)
            throws IOException, InterruptedException, ExecutionException {
        var random = new Random(seed);
        List<WireMessage> messages = new ArrayList<>();
        for (int length : lengths) {
            messages.add(random(length, random));
        }
        assertThat(sent(messages, kept ? WireChannel.Bodies.KEPT : WireChannel.Bodies.REUSED))
                .isEqualTo(messages);
    }

    @Test
    void theBiggestRecordRoundTripsAndABiggerOneIsRefused()
            throws IOException, InterruptedException, ExecutionException {
        var biggest = List.<WireMessage>of(random(WireCodec.MAX_BODY_LENGTH, new Random(1)));
        assertThat(sent(biggest, WireChannel.Bodies.REUSED)).isEqualTo(biggest);
        try (var pair = Pair.open()) {
            var channel = new WireChannel(pair.near, WireChannel.Bodies.KEPT);
            assertThatThrownBy(() ->
                            channel.write(random(WireCodec.MAX_BODY_LENGTH + 1, new Random(1))))
                    .hasMessage("Media of 8388609 bytes exceeds 8388608");
        }
    }

    @Test
    void keptBodiesOutliveTheNextRead() throws IOException {
        try (var pair = Pair.open()) {
            var writer = new WireChannel(pair.near, WireChannel.Bodies.KEPT);
            var first = random(1000, new Random(1));
            writer.write(first);
            writer.write(random(1000, new Random(2)));
            var reader = new WireChannel(pair.far, WireChannel.Bodies.KEPT);
            var read = reader.read();
            reader.read();
            assertThat(read).isEqualTo(first);
        }
    }

    @Test
    void framesOfSeveralThreadsStayWhole() throws Exception {
        int threads = 4;
        int each = 200;
        try (var pair = Pair.open();
                var pool = Executors.newFixedThreadPool(threads)) {
            var writer = new WireChannel(pair.near, WireChannel.Bodies.KEPT);
            List<Future<?>> writers = new ArrayList<>();
            for (int t = 0; t < threads; t++) {
                int thread = t;
                writers.add(
                        pool.submit(() -> {
                            var random = new Random(thread);
                            for (int i = 0; i < each; i++) {
                                writer.write(random(1 + random.nextInt(90_000), random));
                            }
                            return null;
                        }));
            }
            var reader = new WireChannel(pair.far, WireChannel.Bodies.REUSED);
            for (int i = 0; i < threads * each; i++) {
                assertThat(reader.read()).isInstanceOf(WireMessage.Media.class);
            }
            for (var done : writers) {
                done.get();
            }
        }
    }

    @Property(tries = 2000)
    void aChangedByteIsNoticed(
            @ForAll @IntRange(max = 10) int which,
            @ForAll @IntRange(min = 0) int at,
            @ForAll byte change)
            throws IOException {
        var bytes = bytes(messages().get(which));
        if (change == 0) {
            return;
        }
        bytes[at % bytes.length] ^= change;
        assertThatThrownBy(() -> read(bytes)).isInstanceOf(MalformedFrame.class);
    }

    @Property(tries = 1000)
    void aCutFrameIsNoticed(
            @ForAll @IntRange(max = 10) int which, @ForAll @IntRange(min = 0) int at)
            throws IOException {
        var bytes = bytes(messages().get(which));
        int length = at % bytes.length;
        if (length == 0) {
            assertThat(read(new byte[0])).isNull();
            return;
        }
        assertThatThrownBy(() -> read(Arrays.copyOf(bytes, length)))
                .isInstanceOf(MalformedFrame.class)
                .hasMessageStartingWith("socket closed inside a frame");
    }

    /** Past the CRC a body may still hold anything: the answer is a message or a sentence. */
    @Property(tries = 5000)
    void aForgedBodyIsAMessageOrMalformed(
            @ForAll @IntRange(max = 10) int which,
            @ForAll @Size(min = 1, max = 6) List<@IntRange(min = 0) Integer> at,
            @ForAll byte value,
            @ForAll @IntRange(min = -1, max = 12) int type)
            throws IOException {
        var message = messages().get(which);
        var body = WireCodec.body(message);
        var forged = new byte[body.remaining()];
        body.get(forged);
        for (int offset : at) {
            if (forged.length > 0) {
                forged[offset % forged.length] = value;
            }
        }
        try {
            assertThat(WireCodec.message(type, ByteBuffer.wrap(forged))).isNotNull();
        } catch (MalformedFrame e) {
            assertThat(e.getMessage()).isNotBlank();
        }
    }

    @Test
    void anOversizedFrameIsRefusedBeforeItsBodyIsRead() {
        assertThatThrownBy(() -> read(HexFormat.of().parseHex("0080000101")))
                .isInstanceOf(MalformedFrame.class)
                .hasMessage("frame of 8388609 bytes exceeds 8388608");
        assertThatThrownBy(() -> read(HexFormat.of().parseHex("ffffffff01")))
                .hasMessage("frame of 4294967295 bytes exceeds 8388608");
    }

    private static WireMessage.Media random(int length, Random random) {
        var bytes = new byte[length];
        random.nextBytes(bytes);
        return new WireMessage.Media(ByteBuffer.wrap(bytes));
    }

    /** What arrives when a thread of its own writes these. */
    private static List<WireMessage> sent(List<WireMessage> messages, WireChannel.Bodies bodies)
            throws IOException, InterruptedException, ExecutionException {
        try (var pair = Pair.open();
                var pool = Executors.newSingleThreadExecutor()) {
            var writing =
                    pool.submit(() -> {
                        var writer = new WireChannel(pair.near, WireChannel.Bodies.KEPT);
                        for (var message : messages) {
                            writer.write(message);
                        }
                        return null;
                    });
            var reader = new WireChannel(pair.far, bodies);
            List<WireMessage> read = new ArrayList<>();
            for (int i = 0; i < messages.size(); i++) {
                var message = (WireMessage.Media) reader.read();
                read.add(
                        new WireMessage.Media(
                                ByteBuffer.allocate(message.record().remaining())
                                        .put(message.record().duplicate())
                                        .flip()));
            }
            writing.get();
            return read;
        }
    }

    /** A message as it stands on the socket. */
    private static byte[] bytes(WireMessage message) throws IOException {
        try (var pair = Pair.open()) {
            new WireChannel(pair.near, WireChannel.Bodies.KEPT).write(message);
            pair.near.close();
            var bytes = ByteBuffer.allocate(100_000);
            while (pair.far.read(bytes) >= 0) {}
            return Arrays.copyOf(bytes.array(), bytes.position());
        }
    }

    private static @Nullable WireMessage read(byte[] bytes) throws IOException {
        try (var pair = Pair.open()) {
            pair.near.write(ByteBuffer.wrap(bytes));
            pair.near.close();
            return new WireChannel(pair.far, WireChannel.Bodies.REUSED).read();
        }
    }
}
