package tv.headwater.ingest.rtmp;

import org.jspecify.annotations.Nullable;
import tv.headwater.contract.event.SessionEndReason;
import tv.headwater.ingest.rtmp.RtmpMeters.Refusal;
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

    static Ending left(String why) {
        return new Ending(SessionEndReason.PUBLISHER_LEFT, why, null, null, true);
    }

    static Ending violation(String why) {
        return new Ending(SessionEndReason.PROTOCOL_ERROR, why, Refusal.PROTOCOL, null, false);
    }

    static Ending refused(Refusal refusal, Command lastWord, String why) {
        return new Ending(SessionEndReason.PROTOCOL_ERROR, why, refusal, lastWord, true);
    }

    static Ending explained(Refusal refusal, int streamId, String why) {
        return refused(refusal, Answers.failure(streamId, "NetStream.Failed", why), why);
    }

    static Ending late(String why) {
        return new Ending(SessionEndReason.CONNECTION_LOST, why, Refusal.DEADLINE, null, false);
    }

    static Ending silent(int streamId, String why) {
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
