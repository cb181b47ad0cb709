package tv.headwater.ingest.rtmp.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import tv.headwater.ingest.rtmp.amf.AmfLimits;
import tv.headwater.ingest.rtmp.amf.AmfValue;
import tv.headwater.ingest.rtmp.amf.MalformedAmf;

class MessageCodecTest {

    /** Drives decode, encode and the fuzz seeds: a message, its type and its payload. */
    static List<Arguments> cases() {
        return List.of(
                arguments(new RtmpMessage.SetChunkSize(4096), 1, "00001000"),
                arguments(new RtmpMessage.Abort(6), 2, "00000006"),
                arguments(new RtmpMessage.Acknowledgement(-1), 3, "ffffffff"),
                arguments(new RtmpMessage.StreamBegin(1), 4, "0000 00000001"),
                arguments(new RtmpMessage.PingRequest(258), 4, "0006 00000102"),
                arguments(new RtmpMessage.PingResponse(258), 4, "0007 00000102"),
                arguments(new RtmpMessage.OtherUserControl(3), 4, "0003"),
                arguments(new RtmpMessage.WindowAcknowledgementSize(2_500_000), 5, "002625a0"),
                arguments(new RtmpMessage.SetPeerBandwidth(2_500_000, 2), 6, "002625a0 02"),
                arguments(new RtmpMessage.Audio(1, 23, bytes("af01 2110")), 8, "af01 2110"),
                arguments(new RtmpMessage.Video(1, -5, bytes("1701 000000")), 9, "1701 000000"),
                arguments(
                        new RtmpMessage.DataMessage(
                                1,
                                7,
                                List.of(
                                        AmfValue.of("@setDataFrame"),
                                        AmfValue.of("onMetaData"),
                                        new AmfValue.EcmaArray(Map.of("w", AmfValue.of(1))))),
                        18,
                        "02000d4073657444617461 4672616d65 02000a6f6e4d65746144617461"
                                + "08 00000001 0001 77 00 3ff0000000000000 0000 09"),
                arguments(
                        new RtmpMessage.Command(1, "publish", 5, List.of(AmfValue.NULL)),
                        20,
                        "0200077075626c697368 00 4014000000000000 05"),
                arguments(
                        new RtmpMessage.Aggregate(
                                List.of(
                                        new RawMessage(8, 1, 0x01000010, bytes("af01")),
                                        new RawMessage(9, 1, 0x01000012, bytes("17")))),
                        22,
                        "08 000002 000010 01 000000 af01 0000000d 09 000001 000012 01 000000 17 0000000c"));
    }

    @ParameterizedTest
    @MethodSource("cases")
    void decodesAndEncodes(RtmpMessage message, int type, String payload) {
        var raw = MessageCodec.encode(message);
        assertThat(raw.type()).isEqualTo(type);
        assertThat(raw.payload()).isEqualTo(bytes(payload));
        assertThat(MessageCodec.decode(raw, AmfLimits.PUBLISHING)).isEqualTo(message);
    }

    @Test
    void aggregatePartsKeepTheirDistanceToTheFirst() {
        var payload =
                bytes(
                        "08 000001 000064 00 000000 af 0000000c 09 000001 00008c 00 000000 17 0000000c");
        assertThat(MessageCodec.decode(new RawMessage(22, 1, 5000, payload), AmfLimits.PUBLISHING))
                .isEqualTo(
                        new RtmpMessage.Aggregate(
                                List.of(
                                        new RawMessage(8, 1, 5000, bytes("af")),
                                        new RawMessage(9, 1, 5040, bytes("17")))));
    }

    @Test
    void anAmf3CommandWithAmf0InsideIsACommand() {
        var raw = new RawMessage(17, 0, 0, bytes("00 0200046c697665 00 3ff0000000000000"));
        assertThat(MessageCodec.decode(raw, AmfLimits.BEFORE_PUBLISH))
                .isEqualTo(new RtmpMessage.Command(0, "live", 1, List.of()));
    }

    static Stream<Arguments> refusals() {
        return Stream.of(
                arguments(1, "000010", "set chunk size of 3 bytes is shorter than 4"),
                arguments(4, "00", "user control of 1 bytes is shorter than 2"),
                arguments(4, "0006 0000", "ping request of 2 bytes is shorter than 4"),
                arguments(6, "002625a0", "set peer bandwidth of 4 bytes is shorter than 5"),
                arguments(15, "", "AMF 3 message of 0 bytes is shorter than 1"),
                arguments(16, "00", "message type 16 is not supported"),
                arguments(19, "00", "message type 19 is not supported"),
                arguments(20, "", "a command does not begin with its name"),
                arguments(20, "05", "a command does not begin with its name"),
                arguments(22, "08 00", "aggregate part of 2 bytes is shorter than 11"),
                arguments(
                        22,
                        "08 00ffff 000000 00 000000 af",
                        "aggregate part of 1 bytes is shorter than 65535"),
                arguments(
                        22, "16 000001 000000 00 000000 af", "message type 22 inside an aggregate"),
                arguments(255, "00", "message type 255 is not supported"));
    }

    @ParameterizedTest
    @MethodSource("refusals")
    void refuses(int type, String payload, String why) {
        var raw = new RawMessage(type, 0, 0, bytes(payload));
        assertThatThrownBy(() -> MessageCodec.decode(raw, AmfLimits.PUBLISHING))
                .isInstanceOf(MalformedMessage.class)
                .hasMessage(why);
    }

    @Test
    void realAmf3IsRefused() {
        var raw = new RawMessage(17, 0, 0, bytes("11 06"));
        assertThatThrownBy(() -> MessageCodec.decode(raw, AmfLimits.PUBLISHING))
                .isInstanceOf(MalformedAmf.class)
                .hasMessage("AMF 3 is not supported");
    }

    @Test
    void aCommandDoesNotPrintItsArguments() {
        var publish =
                new RtmpMessage.Command(
                        1, "publish", 5, List.of(AmfValue.NULL, AmfValue.of("key")));
        assertThat(publish).hasToString("Command[5.0]");
    }

    @Property(tries = 5000)
    void anyBytesAreAMessageOrMalformed(
            @ForAll @IntRange(max = 255) int type, @ForAll @Size(max = 100) byte[] payload) {
        decodeOrRefuse(new RawMessage(type, 1, 1, ByteBuffer.wrap(payload)));
    }

    @Property(tries = 5000)
    void aChangedSeedIsAMessageOrMalformed(
            @ForAll @IntRange(max = 13) int which,
            @ForAll @Size(max = 4) List<@IntRange(min = 0) Integer> at,
            @ForAll byte value) {
        var seed = bytes((String) cases().get(which).get()[2]);
        at.forEach(offset -> seed.put(offset % seed.limit(), value));
        decodeOrRefuse(new RawMessage((int) cases().get(which).get()[1], 1, 1, seed));
    }

    private static void decodeOrRefuse(RawMessage raw) {
        try {
            assertThat(MessageCodec.decode(raw, AmfLimits.PUBLISHING)).isNotNull();
        } catch (MalformedMessage | MalformedAmf e) {
            assertThat(e.getMessage()).isNotBlank();
        }
    }

    private static ByteBuffer bytes(String hex) {
        return ByteBuffer.wrap(HexFormat.of().parseHex(hex.replace(" ", "")));
    }
}
