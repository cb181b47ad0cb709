package tv.headwater.ingest.rtmp.handshake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ServerHandshakeTest {

    private static final int PACKET = 1536;
    private static final byte[] PLAYER = ascii("Genuine Adobe Flash Player 001");
    private static final byte[] SERVER = ascii("Genuine Adobe Flash Media Server 001");
    private static final byte[] TAIL =
            HexFormat.of()
                    .parseHex("f0eec24a8068bee82e00d0d1029e7e576eec5d2d29806fab93b8e636cfeb31ae");

    @ParameterizedTest
    @ValueSource(ints = {1, 7, 1000, 1537, 3073, 10_000})
    void aPlainHandshakeIsEchoed(int step) {
        var c1 = packet(1);
        Arrays.fill(c1, 4, 8, (byte) 0);
        var handshake = new ServerHandshake(new Random(2));
        assertThat(handshake.untouched()).isTrue();

        var answer = inSteps(handshake, client(c1), step);

        assertThat(handshake.done()).isTrue();
        assertThat(answer).hasSize(1 + 2 * PACKET).startsWith(3);
        assertThat(Arrays.copyOfRange(answer, 5, 9)).containsOnly(0);
        assertThat(Arrays.copyOfRange(answer, 1 + PACKET, answer.length)).isEqualTo(c1);
    }

    @Test
    void anUnsignedC1WithAVersionIsEchoedToo() {
        var c1 = packet(3);
        var answer = inSteps(new ServerHandshake(new Random(2)), client(c1), 5000);
        assertThat(Arrays.copyOfRange(answer, 1 + PACKET, answer.length)).isEqualTo(c1);
    }

    @ParameterizedTest
    @CsvSource({"8, 1", "8, 1537", "772, 1", "772, 3073"})
    void aSignedC1IsAnsweredWithDigests(int pointer, int step) {
        var c1 = packet(4);
        int place = place(c1, pointer);
        System.arraycopy(digest(PLAYER, c1, place), 0, c1, place, 32);

        var answer = inSteps(new ServerHandshake(new Random(5)), client(c1), step);

        var s1 = Arrays.copyOfRange(answer, 1, 1 + PACKET);
        assertThat(ByteBuffer.wrap(s1).getInt(4)).isNotZero();
        int s1Place = place(s1, pointer);
        assertThat(Arrays.copyOfRange(s1, s1Place, s1Place + 32))
                .isEqualTo(digest(SERVER, s1, s1Place));

        var s2 = Arrays.copyOfRange(answer, 1 + PACKET, answer.length);
        var key = hmac(concat(SERVER, TAIL), Arrays.copyOfRange(c1, place, place + 32));
        assertThat(Arrays.copyOfRange(s2, PACKET - 32, PACKET))
                .isEqualTo(hmac(key, Arrays.copyOf(s2, PACKET - 32)));
    }

    @Test
    void bytesBehindTheHandshakeAreLeft() {
        var in = ByteBuffer.wrap(concat(client(packet(1)), new byte[] {1, 2, 3}));
        var handshake = new ServerHandshake(new Random(2));
        handshake.read(in);
        assertThat(handshake.done()).isTrue();
        assertThat(in.remaining()).isEqualTo(3);
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET / HTTP/1.1\r\n", "\u0006", "\u0016\u0003\u0001"})
    void anotherProtocolIsRefusedAtItsFirstByte(String bytes) {
        var in = ByteBuffer.wrap(ascii(bytes));
        assertThatThrownBy(() -> new ServerHandshake(new Random(2)).read(in))
                .isInstanceOf(MalformedHandshake.class)
                .hasMessage("RTMP version " + (int) bytes.charAt(0) + " is not 3");
    }

    @Property(tries = 500)
    void anyC1IsAnswered(
            @ForAll @Size(1536) byte[] c1, @ForAll @IntRange(min = 1, max = 4000) int step) {
        assertThat(inSteps(new ServerHandshake(new Random(1)), client(c1), step))
                .hasSize(1 + 2 * PACKET);
    }

    /** C0, C1 and a C2 of zeros. */
    private static byte[] client(byte[] c1) {
        return concat(concat(new byte[] {3}, c1), new byte[PACKET]);
    }

    private static byte[] inSteps(ServerHandshake handshake, byte[] bytes, int step) {
        var answers = new ByteArrayOutputStream();
        for (int at = 0; at < bytes.length; at += step) {
            var in = ByteBuffer.wrap(bytes, at, Math.min(step, bytes.length - at));
            var answer = handshake.read(in);
            if (answer != null) {
                var part = new byte[answer.remaining()];
                answer.get(part);
                answers.writeBytes(part);
            }
            assertThat(in.hasRemaining()).isFalse();
        }
        return answers.toByteArray();
    }

    private static byte[] packet(long seed) {
        var packet = new byte[PACKET];
        new Random(seed).nextBytes(packet);
        return packet;
    }

    private static int place(byte[] packet, int pointer) {
        int sum = 0;
        for (int i = pointer; i < pointer + 4; i++) {
            sum += packet[i] & 0xFF;
        }
        return sum % 728 + pointer + 4;
    }

    private static byte[] digest(byte[] key, byte[] packet, int place) {
        return hmac(
                key,
                concat(
                        Arrays.copyOf(packet, place),
                        Arrays.copyOfRange(packet, place + 32, PACKET)));
    }

    private static byte[] hmac(byte[] key, byte[] message) {
        try {
            var mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            return mac.doFinal(message);
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    private static byte[] concat(byte[] first, byte[] second) {
        var all = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, all, first.length, second.length);
        return all;
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
