package tv.headwater.mediahttp;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Random;
import java.util.zip.DataFormatException;
import java.util.zip.GZIPInputStream;
import java.util.zip.Inflater;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class BodyTest {

    private static Body text(String text) {
        return new Body(ByteBuffer.wrap(text.getBytes(US_ASCII)));
    }

    private static Body noise(int length) {
        var bytes = new byte[length];
        new Random(length).nextBytes(bytes);
        return new Body(ByteBuffer.wrap(bytes));
    }

    static List<List<Body>> bodies() {
        return List.of(
                List.of(),
                List.of(text("")),
                List.of(text("a")),
                List.of(text("one "), text(""), text("two "), text("three")),
                List.of(text("#EXTINF:2.0,\n".repeat(5000)), text("#EXT-X-ENDLIST\n")),
                // What does not get shorter fills the first buffer more than once.
                List.of(noise(8187), noise(8192), noise(100_000), noise(1)));
    }

    private static byte[] joined(List<Body> pieces) {
        var all = new ByteArrayOutputStream();
        pieces.forEach(piece -> all.writeBytes(array(piece.bytes())));
        return all.toByteArray();
    }

    private static byte[] array(ByteBuffer buffer) {
        var bytes = new byte[buffer.remaining()];
        buffer.duplicate().get(bytes);
        return bytes;
    }

    @ParameterizedTest
    @MethodSource("bodies")
    void piecesAreOneBody(List<Body> pieces) {
        var expected = joined(pieces);
        var body = Body.of(pieces);
        assertThat(body.length()).isEqualTo(expected.length);
        assertThat(array(body.bytes())).isEqualTo(expected);
        assertThat(array(body.buffer(ContentCoding.IDENTITY).nioBuffer())).isEqualTo(expected);
        assertThat(body).isEqualTo(new Body(ByteBuffer.wrap(expected)));
    }

    /** The JDK's stream checks length and CRC, but would read more members. */
    @ParameterizedTest
    @MethodSource("bodies")
    void compressedPiecesAreOneMember(List<Body> pieces) throws IOException, DataFormatException {
        var compressed = new ByteArrayOutputStream();
        Body.of(pieces).gzip().forEach(buffer -> compressed.writeBytes(array(buffer)));
        var gzip = compressed.toByteArray();
        try (var in = new GZIPInputStream(new ByteArrayInputStream(gzip))) {
            assertThat(in.readAllBytes()).isEqualTo(joined(pieces));
        }
        var inflater = new Inflater(true);
        inflater.setInput(gzip, 10, gzip.length - 10);
        assertThat(inflater.inflate(new byte[joined(pieces).length + 1]))
                .isEqualTo(joined(pieces).length);
        assertThat(inflater.finished()).isTrue();
        assertThat(inflater.getRemaining()).isEqualTo(8);
        inflater.end();
    }

    @Test
    void whatIsSharedIsCompressedOnce() {
        var past = text("#EXTINF:2.0,\n".repeat(5000));
        var before = Body.of(List.of(text("head"), past, text("tail")));
        before.gzip();
        var after = Body.of(List.of(text("head"), past, text("longer tail")));
        assertThat(after.uncompressed()).isEqualTo("headlonger tail".length());
        assertThat(after.gzip().get(2)).isEqualTo(before.gzip().get(2));
    }

    @Test
    void otherBytesHaveAnotherHash() {
        var hashes =
                List.of(
                                text("ab"),
                                text("abc"),
                                Body.of(List.of(text("a"), text("b"))),
                                Body.of(List.of(text("a"), text("bc"))))
                        .stream()
                        .map(Body::hash)
                        .toList();
        assertThat(hashes).doesNotHaveDuplicates();
        assertThat(Body.of(List.of(text("a"), text("b"))).hash()).isEqualTo(hashes.get(2));
    }
}
