package tv.headwater.e2e.rtmp;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/**
 * What a peer may send that is no RTMP, or RTMP meant to hurt.
 *
 * @param afterHandshake whether hands are shaken properly first
 */
public record Garbage(String name, boolean afterHandshake, ByteBuffer bytes) {

    private static final int SET_CHUNK_SIZE = 1;
    private static final int AMF3_COMMAND = 17;

    public static List<Garbage> all() {
        return List.of(
                first(
                        "HTTP",
                        "GET / HTTP/1.1\r\nHost: x\r\n\r\n".getBytes(StandardCharsets.US_ASCII)),
                first(
                        "TLS",
                        bytes(0x16, 0x03, 0x01, 0x02, 0x00, 0x01, 0x00, 0x01, 0xfc, 0x03, 0x03)),
                first("encrypted RTMP", repeat(6, 1537)),
                later("noise", noise(65_536)),
                later("chunk size zero", chunk(2, SET_CHUNK_SIZE, 4, bytes(0, 0, 0, 0))),
                later("chunk size below zero", chunk(2, SET_CHUNK_SIZE, 4, bytes(0x80, 0, 0, 0))),
                later(
                        "16 MiB before publish",
                        chunk(3, RtmpMessage.COMMAND, 0xffffff, repeat(0, 128))),
                later("AMF3 command", chunk(3, AMF3_COMMAND, 4, bytes(0, 2, 0, 0))),
                later("objects 30 deep", chunk(3, RtmpMessage.COMMAND, 120, nested(30))),
                later(
                        "2 GiB string",
                        chunk(3, RtmpMessage.COMMAND, 5, bytes(0x0c, 0x7f, 0xff, 0xff, 0xff))),
                later(
                        "media before publish",
                        chunk(4, RtmpMessage.VIDEO, 6, bytes(0x17, 1, 0, 0, 0, 1))),
                later("continuation of nothing", bytes(0xc5, 0, 0, 0, 0)));
    }

    private static Garbage first(String name, byte[] bytes) {
        return new Garbage(name, false, ByteBuffer.wrap(bytes));
    }

    private static Garbage later(String name, byte[] bytes) {
        return new Garbage(name, true, ByteBuffer.wrap(bytes));
    }

    private static byte[] bytes(int... values) {
        var out = new ByteArrayOutputStream();
        for (int value : values) {
            out.write(value);
        }
        return out.toByteArray();
    }

    private static byte[] repeat(int value, int count) {
        var all = new byte[count];
        Arrays.fill(all, (byte) value);
        return all;
    }

    private static byte[] noise(int count) {
        var all = new byte[count];
        new Random(7).nextBytes(all);
        return all;
    }

    /** One chunk with a full header; {@code length} is what it claims. */
    private static byte[] chunk(int stream, int type, int length, byte[] payload) {
        var out = new ByteArrayOutputStream();
        out.write(stream);
        out.writeBytes(bytes(0, 0, 0, length >> 16, length >> 8, length, type, 0, 0, 0, 0));
        out.writeBytes(payload);
        return out.toByteArray();
    }

    /** Objects in objects, each under the name "a". */
    private static byte[] nested(int depth) {
        var out = new ByteArrayOutputStream();
        for (int i = 0; i < depth; i++) {
            out.writeBytes(bytes(3, 0, 1, 'a'));
        }
        return out.toByteArray();
    }

    @Override
    public String toString() {
        return name;
    }
}
