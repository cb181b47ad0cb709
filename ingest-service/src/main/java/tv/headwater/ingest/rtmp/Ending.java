package tv.headwater.ingest.rtmp;

import io.netty.handler.codec.DecoderException;
import java.io.IOException;
import java.time.Duration;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;
import tv.headwater.contract.event.SessionEndReason;
import tv.headwater.ingest.flv.MalformedFlv;
import tv.headwater.ingest.rtmp.RtmpMeters.Refusal;
import tv.headwater.ingest.rtmp.amf.MalformedAmf;
import tv.headwater.ingest.rtmp.chunk.MalformedChunk;
import tv.headwater.ingest.rtmp.handshake.MalformedHandshake;
import tv.headwater.ingest.rtmp.message.MalformedMessage;
import tv.headwater.ingest.rtmp.message.RtmpMessage.Command;

/**
 * How a connection ends.
 *
 * @param why for the log: a sentence without any secret
 * @param refusal what to count it as, or null if nothing was refused
 * @param lastWord sent before the socket is closed, if any
 * @param linger whether to wait for the peer to close, so that what was sent reaches it
 */
record Ending(
        SessionEndReason reason,
        String why,
        @Nullable Refusal refusal,
        @Nullable Command lastWord,
        boolean linger) {

    static Ending cut(SessionEndReason reason, String why) {
        return new Ending(reason, why, null, null, false);
    }

    static Ending left() {
        return new Ending(SessionEndReason.PUBLISHER_LEFT, "publisher left", null, null, true);
    }

    /** What {@code cause} comes to, or null if it is no fault of the peer's or the network's. */
    static @Nullable Ending of(Throwable cause, int streamId) {
        var why = String.valueOf(cause.getMessage());
        return switch (cause) {
            case MalformedHandshake _ ->
                    new Ending(SessionEndReason.PROTOCOL_ERROR, why, Refusal.PROTOCOL, null, false);
            case MalformedChunk _, MalformedMessage _, MalformedAmf _ ->
                    explained(Refusal.PROTOCOL, streamId, why);
            // What it says may be the peer's bytes.
            case DecoderException e when e.getCause() instanceof SSLException ->
                    new Ending(
                            SessionEndReason.PROTOCOL_ERROR,
                            "what came is not TLS",
                            Refusal.PROTOCOL,
                            null,
                            false);
            case MalformedFlv _ -> explained(Refusal.MEDIA, streamId, why);
            case IOException _ -> cut(SessionEndReason.CONNECTION_LOST, "connection lost");
            default -> null;
        };
    }

    static Ending refused(Refusal refusal, Command lastWord, String why) {
        return new Ending(SessionEndReason.PROTOCOL_ERROR, why, refusal, lastWord, true);
    }

    private static Ending explained(Refusal refusal, int streamId, String why) {
        return refused(refusal, Answers.failure(streamId, "NetStream.Failed", why), why);
    }

    static Ending late(String why) {
        return new Ending(SessionEndReason.CONNECTION_LOST, why, Refusal.DEADLINE, null, false);
    }

    static Ending silent(int streamId, Duration limit) {
        var why = "no media for " + limit.toMillis() + " ms";
        return new Ending(
                SessionEndReason.MEDIA_TIMEOUT,
                why,
                Refusal.DEADLINE,
                Answers.failure(streamId, "NetStream.Failed", why),
                true);
    }

    static Ending dropped(SessionEndReason reason, int streamId, String description) {
        return new Ending(
                reason,
                "dropped: " + description,
                null,
                Answers.failure(streamId, "NetStream.Failed", description),
                true);
    }
}
