package tv.headwater.ingest.rtmp.handshake;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import tv.headwater.ingest.rtmp.handshake.HandshakeDigest.Scheme;

/**
 * The server's side of the handshake, however the bytes are cut. A C1 with a digest is answered with digests, any other with
 * its echo; what C2 says is not checked, as no encoder agrees with another on it. Holds nothing until the first byte comes.
 */
public final class ServerHandshake {

    private static final int VERSION = 3;
    private static final int PACKET = 1536;
    private static final byte[] NOTHING = {};

    /** A server version with which Flash-style peers expect digests. */
    private static final byte[] SIGNED_VERSION = {5, 0, 3, 1};

    private final RandomGenerator random;
    private byte[] c1 = NOTHING;
    private int received;

    public ServerHandshake(RandomGenerator random) {
        this.random = random;
    }

    /** Whether C0, C1 and C2 have come; bytes that follow belong to the chunk stream. */
    public boolean done() {
        return received == 1 + 2 * PACKET;
    }

    /** Whether not a single byte has come. */
    public boolean untouched() {
        return received == 0;
    }

    /**
     * Takes the handshake's part of {@code in}.
     *
     * @return S0, S1 and S2 at once when C1 is complete, else null
     * @throws MalformedHandshake if the peer's version is not 3
     */
    public @Nullable ByteBuffer read(ByteBuffer in) {
        if (received == 0 && in.hasRemaining()) {
            version(Byte.toUnsignedInt(in.get()));
            received = 1;
            c1 = new byte[PACKET];
        }
        ByteBuffer answer = null;
        if (received <= PACKET) {
            int count = Math.min(in.remaining(), 1 + PACKET - received);
            in.get(c1, received - 1, count);
            received += count;
            if (received > PACKET) {
                answer = answer();
                c1 = NOTHING;
            }
        }
        if (received > PACKET) {
            int count = Math.min(in.remaining(), 1 + 2 * PACKET - received);
            in.position(in.position() + count);
            received += count;
        }
        return answer;
    }

    private static void version(int version) {
        if (version != VERSION) {
            throw new MalformedHandshake("RTMP version " + version + " is not " + VERSION);
        }
    }

    private ByteBuffer answer() {
        var s1 = new byte[PACKET];
        random.nextBytes(s1);
        Arrays.fill(s1, 0, 8, (byte) 0);
        var s2 = c1;
        var scheme = scheme();
        if (scheme != null) {
            System.arraycopy(SIGNED_VERSION, 0, s1, 4, SIGNED_VERSION.length);
            HandshakeDigest.sign(s1, scheme);
            s2 = new byte[PACKET];
            random.nextBytes(s2);
            HandshakeDigest.answer(s2, c1, scheme);
        }
        return ByteBuffer.allocate(1 + 2 * PACKET).put((byte) VERSION).put(s1).put(s2).flip();
    }

    /** How C1 is signed, or null: a version of zero says that it is not. */
    private @Nullable Scheme scheme() {
        if (ByteBuffer.wrap(c1).getInt(4) == 0) {
            return null;
        }
        for (var scheme : Scheme.values()) {
            if (HandshakeDigest.isSigned(c1, scheme)) {
                return scheme;
            }
        }
        return null;
    }
}
