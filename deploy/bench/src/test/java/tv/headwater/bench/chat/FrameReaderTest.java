package tv.headwater.bench.chat;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FrameReaderTest {

    private final List<String> seen = new ArrayList<>();

    private final class Notes implements FrameReader.Listener {

        @Override
        public void opened() {
            seen.add("opened");
        }

        @Override
        public void text(ByteBuf in, int start, int end) {
            seen.add(in.toString(start, end - start, StandardCharsets.UTF_8));
        }

        @Override
        public void ended(String why) {
            seen.add(why);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 7, 1000, 1_000_000})
    void framesAreToldApartHoweverTheyCome(int piece) {
        var medium = "m".repeat(300);
        var large = "l".repeat(70_000);
        var sent = ByteBuffer.allocate(80_000);
        sent.put(
                "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n\r\n"
                        .getBytes(StandardCharsets.US_ASCII));
        sent.put((byte) 0x81).put((byte) 2).put("hi".getBytes(StandardCharsets.US_ASCII));
        sent.put((byte) 0x8A).put((byte) 0);
        sent.put((byte) 0x81).put((byte) 126).putShort((short) 300);
        sent.put(medium.getBytes(StandardCharsets.US_ASCII));
        sent.put((byte) 0x81).put((byte) 127).putLong(70_000);
        sent.put(large.getBytes(StandardCharsets.US_ASCII));
        sent.put((byte) 0x88).put((byte) 2).putShort((short) 1013);
        var channel = new EmbeddedChannel(new FrameReader(new Notes()));
        for (int at = 0; at < sent.position(); at += piece) {
            int length = Math.min(piece, sent.position() - at);
            channel.writeInbound(Unpooled.copiedBuffer(sent.array(), at, length));
        }
        assertThat(seen).containsExactly("opened", "hi", medium, large, "closed with 1013");
    }
}
