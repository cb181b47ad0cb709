package tv.headwater.ingest.rtmp;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import tv.headwater.ingest.rtmp.chunk.ChunkLimits;

/**
 * What a peer may take from the RTMP server. A component that is null or zero has its default, so that configuration names only
 * what it changes.
 *
 * @param tlsHandshake from accept to the end of TLS's handshake, where there is TLS (5 s)
 * @param handshake from there, or from accept, to the end of C2 (5 s)
 * @param publish from the handshake to the publish command (10 s)
 * @param answer from the publish command until we know whether it may (10 s)
 * @param firstMedia from the start of a publication to its first frame (20 s)
 * @param media between frames after that (10 s)
 * @param closing for the peer to read our last words before the socket is cut (2 s)
 * @param shutdown for all connections to end when the server closes (5 s)
 * @param refusal from a publish command to its refusal, whatever was wrong (1 s); doubles with each further refusal of an address
 * @param longestRefusal where that ends (8 s)
 * @param refusalMemory how long the last refusal of an address is remembered (1 min)
 * @param connections all together (12000)
 * @param unauthenticatedPerAddress connections that do not publish yet, per IPv4 address or IPv6 /64 (20)
 * @param rememberedAddresses addresses whose refusals are remembered (10000)
 * @param messageBeforePublish bytes of a message (64 KiB)
 * @param message bytes of a publisher's message (4 MiB)
 * @param unfinished bytes held of messages begun and not finished, per publisher (8 MiB)
 * @param chunkStreams per connection (32)
 */
public record RtmpLimits(
        Duration tlsHandshake,
        Duration handshake,
        Duration publish,
        Duration answer,
        Duration firstMedia,
        Duration media,
        Duration closing,
        Duration shutdown,
        Duration refusal,
        Duration longestRefusal,
        Duration refusalMemory,
        int connections,
        int unauthenticatedPerAddress,
        int rememberedAddresses,
        int messageBeforePublish,
        int message,
        int unfinished,
        int chunkStreams) {

    /**
     * @throws IllegalArgumentException if a component is negative
     */
    public RtmpLimits {
        tlsHandshake = or(tlsHandshake, Duration.ofSeconds(5));
        handshake = or(handshake, Duration.ofSeconds(5));
        publish = or(publish, Duration.ofSeconds(10));
        answer = or(answer, Duration.ofSeconds(10));
        firstMedia = or(firstMedia, Duration.ofSeconds(20));
        media = or(media, Duration.ofSeconds(10));
        closing = or(closing, Duration.ofSeconds(2));
        shutdown = or(shutdown, Duration.ofSeconds(5));
        refusal = or(refusal, Duration.ofSeconds(1));
        longestRefusal = or(longestRefusal, Duration.ofSeconds(8));
        refusalMemory = or(refusalMemory, Duration.ofMinutes(1));
        connections = or(connections, 12_000);
        unauthenticatedPerAddress = or(unauthenticatedPerAddress, 20);
        rememberedAddresses = or(rememberedAddresses, 10_000);
        messageBeforePublish = or(messageBeforePublish, 64 * 1024);
        message = or(message, 4 * 1024 * 1024);
        unfinished = or(unfinished, 8 * 1024 * 1024);
        chunkStreams = or(chunkStreams, 32);
    }

    /** All defaults. */
    public static RtmpLimits defaults() {
        var standard = Duration.ZERO;
        return new RtmpLimits(
                standard, standard, standard, standard, standard, standard, standard, standard,
                standard, standard, standard, 0, 0, 0, 0, 0, 0, 0);
    }

    /** For a peer that has yet to show that it may publish: two of its longest messages unfinished. */
    ChunkLimits beforePublish() {
        return new ChunkLimits(
                messageBeforePublish,
                (int) Math.min(2L * messageBeforePublish, unfinished),
                chunkStreams);
    }

    ChunkLimits publishing() {
        return new ChunkLimits(message, unfinished, chunkStreams);
    }

    private static Duration or(@Nullable Duration given, Duration standard) {
        if (given == null || given.isZero()) {
            return standard;
        }
        if (given.isNegative()) {
            throw new IllegalArgumentException("RTMP limit of " + given + " is negative");
        }
        return given;
    }

    private static int or(int given, int standard) {
        if (given < 0) {
            throw new IllegalArgumentException("RTMP limit of " + given + " is negative");
        }
        return given == 0 ? standard : given;
    }
}
