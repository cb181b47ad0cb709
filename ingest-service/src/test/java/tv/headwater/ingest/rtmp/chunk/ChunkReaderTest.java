package tv.headwater.ingest.rtmp.chunk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import tv.headwater.ingest.rtmp.message.RawMessage;

class ChunkReaderTest {

    private static final ChunkLimits LIMITS = new ChunkLimits(1 << 20, 2 << 20, 32);
    private static final String B128 = "ab".repeat(128);

    /** Drives reading, however the bytes are cut, and the fuzz seeds: bytes and the messages in them. */
    static List<Arguments> readings() {
        return List.of(
                arguments(
                        "type 0",
                        "03 00000a 000002 14 01000000 aabb",
                        List.of(message(20, 1, 10, "aabb"))),
                arguments(
                        "types 1, 2 and 3 add to the time and repeat the rest",
                        "04 000064 000002 08 01000000 aabb"
                                + "44 000014 000001 09 cc"
                                + "84 000015 dd"
                                + "c4 ee",
                        List.of(
                                message(8, 1, 100, "aabb"),
                                message(9, 1, 120, "cc"),
                                message(9, 1, 141, "dd"),
                                message(9, 1, 162, "ee"))),
                arguments(
                        "type 3 behind type 0 adds its time",
                        "04 000028 000001 08 01000000 aa c4 bb",
                        List.of(message(8, 1, 40, "aa"), message(8, 1, 80, "bb"))),
                arguments(
                        "a fresh chunk stream begun with type 1",
                        "42 000000 000004 05 002625a0",
                        List.of(message(5, 0, 0, "002625a0"))),
                arguments(
                        "basic headers of 2 and 3 bytes",
                        "00 00 000001 000001 08 01000000 aa"
                                + "01 ffff 000002 000001 08 01000000 bb"
                                + "40 00 000001 000001 08 cc",
                        List.of(
                                message(8, 1, 1, "aa"),
                                message(8, 1, 2, "bb"),
                                message(8, 1, 2, "cc"))),
                arguments(
                        "an empty message",
                        "04 000001 000000 08 01000000",
                        List.of(message(8, 1, 1, ""))),
                arguments(
                        "interleaved chunk streams",
                        "04 000001 000081 09 01000000"
                                + B128
                                + "05 000001 000001 08 01000000 cc"
                                + "c4 dd",
                        List.of(message(8, 1, 1, "cc"), message(9, 1, 1, B128 + "dd"))),
                arguments(
                        "extended time, repeated by type 3",
                        "04 ffffff 000082 09 01000000 01000000" + B128 + "c4 01000000 ccdd",
                        List.of(message(9, 1, 0x01000000, B128 + "ccdd"))),
                arguments(
                        "extended time, not repeated",
                        "04 ffffff 000082 09 01000000 01000000" + B128 + "c4 ccdd",
                        List.of(message(9, 1, 0x01000000, B128 + "ccdd"))),
                arguments(
                        "extended time, not repeated, payload that begins like it",
                        "04 ffffff 000082 09 01000000 01000000"
                                + B128
                                + "c4 0100"
                                + "05 000001 000001 08 01000000 cc",
                        List.of(message(9, 1, 0x01000000, B128 + "0100"), message(8, 1, 1, "cc"))),
                arguments(
                        "extended time, not repeated, header that begins like it",
                        "04 ffffff 000081 09 01000000 05000002"
                                + B128
                                + "c4 05 05 000002 000001 08 01000000 cc",
                        List.of(message(9, 1, 0x05000002, B128 + "05"), message(8, 1, 2, "cc"))),
                arguments(
                        "extended time of 32 bits, wrapping",
                        "04 ffffff 000001 09 01000000 fffffff0 aa 84 000020 bb",
                        List.of(message(9, 1, -16, "aa"), message(9, 1, 16, "bb"))),
                arguments(
                        "extended delta, repeated where type 3 begins a message",
                        "04 000000 000001 09 01000000 aa"
                                + "84 ffffff 01000000 bb"
                                + "c4 01000000 cc",
                        List.of(
                                message(9, 1, 0, "aa"),
                                message(9, 1, 0x01000000, "bb"),
                                message(9, 1, 0x02000000, "cc"))));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("readings")
    void readsAtOnceAndByteByByte(String what, String hex, List<RawMessage> messages) {
        var bytes = bytes(hex);
        assertThat(read(new ChunkReader(LIMITS), bytes.duplicate())).isEqualTo(messages);
        for (int step = 1; step < 20; step++) {
            assertThat(readInSteps(bytes, step)).as("in steps of " + step).isEqualTo(messages);
        }
    }

    static Stream<Arguments> writings() {
        return Stream.of(
                arguments(3, message(20, 1, 10, "aabb"), "03 00000a 000002 14 01000000 aabb"),
                arguments(70, message(8, 0x01020304, 0, ""), "00 06 000000 000000 08 04030201"),
                arguments(400, message(8, 1, 0, "aa"), "01 5001 000000 000001 08 01000000 aa"),
                arguments(
                        6,
                        message(9, 1, 0xFFFFFF, B128 + "cc"),
                        "06 ffffff 000081 09 01000000 00ffffff" + B128 + "c6 00ffffff cc"),
                arguments(
                        6,
                        message(9, 1, -1, B128),
                        "06 ffffff 000080 09 01000000 ffffffff" + B128));
    }

    @ParameterizedTest
    @MethodSource("writings")
    void writesAndReads(int chunkStream, RawMessage message, String hex) {
        var written = new ChunkWriter().write(chunkStream, message);
        assertThat(written).isEqualTo(bytes(hex));
        assertThat(read(new ChunkReader(LIMITS), written)).containsExactly(message);
    }

    @Property(tries = 300)
    void whatIsWrittenIsReadHoweverItIsCut(
            @ForAll long seed,
            @ForAll @IntRange(min = 128, max = 70_000) int chunkSize,
            @ForAll @Size(min = 1, max = 6) List<@IntRange(max = 100_000) Integer> lengths) {
        var random = new Random(seed);
        var writer = new ChunkWriter();
        writer.chunkSize(chunkSize);
        List<RawMessage> messages = new ArrayList<>();
        List<ByteBuffer> written = new ArrayList<>();
        for (int length : lengths) {
            var payload = new byte[length];
            random.nextBytes(payload);
            var message =
                    new RawMessage(
                            random.nextInt(256),
                            random.nextInt(),
                            random.nextInt(),
                            ByteBuffer.wrap(payload));
            messages.add(message);
            written.add(writer.write(2 + random.nextInt(400), message));
        }
        var reader = new ChunkReader(LIMITS);
        reader.chunkSize(chunkSize);
        assertThat(readInCuts(reader, joined(written), random)).isEqualTo(messages);
        assertThat(reader.held()).isZero();
    }

    @Test
    void chunkSizesAreChecked() {
        var reader = new ChunkReader(LIMITS);
        for (int size : new int[] {128, 65_536, 1 << 24, Integer.MAX_VALUE}) {
            reader.chunkSize(size);
        }
        for (int size : new int[] {0, 1, 127, -1, Integer.MIN_VALUE}) {
            assertThatThrownBy(() -> reader.chunkSize(size))
                    .isInstanceOf(MalformedChunk.class)
                    .hasMessageMatching("chunk size \\d+ is not between 128 and 2147483647");
        }
    }

    @Test
    void aChunkLongerThan65536IsReadAsItsSenderCutIt() {
        var writer = new ChunkWriter();
        writer.chunkSize(1_000_000);
        var reader = new ChunkReader(LIMITS);
        reader.chunkSize(1_000_000);
        var message = new RawMessage(9, 1, 0, ByteBuffer.allocate(100_000));
        assertThat(read(reader, writer.write(4, message))).containsExactly(message);
    }

    @Test
    void aMessageTooLongIsRefusedBeforeItsBytesCome() {
        assertRefused("04 000000 100001 09 01000000", "message of 1048577 bytes exceeds 1048576");
    }

    @Test
    void memoryGrowsWithBytesReceivedNotAnnounced() {
        var reader = new ChunkReader(LIMITS);
        read(reader, bytes("04 000000 100000 09 01000000" + "00".repeat(10)));
        assertThat(reader.held()).isLessThanOrEqualTo(4096);
    }

    @Test
    void unfinishedMessagesAreLimitedTogether() {
        var reader = new ChunkReader(new ChunkLimits(10_000, 20_000, 32));
        reader.chunkSize(9_000);
        var chunk = "000000 002710 09 01000000" + "00".repeat(9_000);
        read(reader, bytes("04" + chunk));
        read(reader, bytes("05" + chunk));
        assertThatThrownBy(() -> read(reader, bytes("06" + chunk)))
                .hasMessageMatching("\\d+ bytes of unfinished messages exceed 20000");
    }

    @Test
    void anAbortedMessageIsForgotten() {
        var reader = new ChunkReader(LIMITS);
        read(reader, bytes("04 000000 000081 09 01000000" + B128));
        assertThat(reader.held()).isPositive();
        reader.abort(4);
        reader.abort(5);
        assertThat(reader.held()).isZero();
        assertThat(read(reader, bytes("04 000000 000001 09 01000000 aa")))
                .containsExactly(message(9, 1, 0, "aa"));
    }

    @Test
    void chunkStreamsAreLimited() {
        var reader = new ChunkReader(LIMITS);
        for (int i = 0; i < 32; i++) {
            read(reader, bytes("00" + "%02x".formatted(i) + "000000 000000 08 01000000"));
        }
        assertThatThrownBy(() -> read(reader, bytes("00 20 000000 000000 08 01000000")))
                .hasMessage("more than 32 chunk streams");
    }

    @ParameterizedTest
    @ValueSource(strings = {"84 000000", "c4"})
    void aFreshChunkStreamNeedsALength(String hex) {
        assertRefused(hex, "chunk stream 4 begins with type " + (hex.startsWith("8") ? 2 : 3));
    }

    @Test
    void aMessageInsideAnotherOfItsChunkStreamIsRefused() {
        assertRefused(
                "04 000000 000082 09 01000000" + B128 + "04 000000 000001 09 01000000",
                "chunk stream 4 begins a message while 2 bytes of the last one are missing");
    }

    @Property(tries = 3000)
    void anyBytesAreMessagesOrMalformed(@ForAll @Size(max = 2000) byte[] bytes) {
        readOrRefuse(ByteBuffer.wrap(bytes));
    }

    @Property(tries = 5000)
    void aChangedSeedIsMessagesOrMalformed(
            @ForAll @IntRange(max = 12) int which,
            @ForAll @Size(max = 4) List<@IntRange(min = 0) Integer> at,
            @ForAll byte value) {
        var seed = bytes((String) readings().get(which).get()[1]);
        at.forEach(offset -> seed.put(offset % seed.limit(), value));
        readOrRefuse(seed);
    }

    private static void readOrRefuse(ByteBuffer bytes) {
        var reader = new ChunkReader(LIMITS);
        int length = bytes.remaining();
        try {
            read(reader, bytes);
        } catch (MalformedChunk e) {
            assertThat(e.getMessage()).isNotBlank();
        }
        assertThat(reader.held()).isLessThanOrEqualTo(32 * 4096 + 2 * length);
    }

    private static void assertRefused(String hex, String why) {
        assertThatThrownBy(() -> read(new ChunkReader(LIMITS), bytes(hex)))
                .isInstanceOf(MalformedChunk.class)
                .hasMessage(why);
    }

    private static List<RawMessage> readInSteps(ByteBuffer bytes, int step) {
        var reader = new ChunkReader(LIMITS);
        List<RawMessage> messages = new ArrayList<>();
        for (int at = 0; at < bytes.limit(); at += step) {
            messages.addAll(read(reader, bytes.slice(at, Math.min(step, bytes.limit() - at))));
        }
        return messages;
    }

    private static List<RawMessage> readInCuts(
            ChunkReader reader, ByteBuffer bytes, Random random) {
        List<RawMessage> messages = new ArrayList<>();
        while (bytes.hasRemaining()) {
            int length = 1 + random.nextInt(bytes.remaining());
            messages.addAll(read(reader, bytes.slice(bytes.position(), length)));
            bytes.position(bytes.position() + length);
        }
        return messages;
    }

    private static List<RawMessage> read(ChunkReader reader, ByteBuffer bytes) {
        List<RawMessage> messages = new ArrayList<>();
        for (var m = reader.read(bytes); m != null; m = reader.read(bytes)) {
            messages.add(m);
        }
        return messages;
    }

    private static ByteBuffer joined(List<ByteBuffer> parts) {
        var all = ByteBuffer.allocate(parts.stream().mapToInt(ByteBuffer::remaining).sum());
        parts.forEach(all::put);
        return all.flip();
    }

    private static RawMessage message(int type, int streamId, int timestamp, String payload) {
        return new RawMessage(type, streamId, timestamp, bytes(payload));
    }

    private static ByteBuffer bytes(String hex) {
        return ByteBuffer.wrap(HexFormat.of().parseHex(hex.replace(" ", "")));
    }
}
