package tv.headwater.ingest.rtmp.message;

import java.nio.ByteBuffer;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tv.headwater.ingest.rtmp.amf.AmfValue;

/** One RTMP message. Timestamps are milliseconds in 32 bits that wrap. */
public sealed interface RtmpMessage {

    /** Type 1. */
    record SetChunkSize(int size) implements RtmpMessage {}

    /** Type 2: the message begun on {@code chunkStream} will not be finished. */
    record Abort(int chunkStream) implements RtmpMessage {}

    /** Type 3: bytes received so far, in 32 bits that wrap. */
    record Acknowledgement(int sequence) implements RtmpMessage {}

    /** Type 4, event 0. */
    record StreamBegin(int streamId) implements RtmpMessage {}

    /** Type 4, event 6. */
    record PingRequest(int timestamp) implements RtmpMessage {}

    /** Type 4, event 7. */
    record PingResponse(int timestamp) implements RtmpMessage {}

    /** Type 4, any other event: they concern players. */
    record OtherUserControl(int event) implements RtmpMessage {}

    /** Type 5: bytes after which the receiver is to acknowledge, unsigned. */
    record WindowAcknowledgementSize(int size) implements RtmpMessage {}

    /** Type 6. */
    record SetPeerBandwidth(int size, int limitType) implements RtmpMessage {

        /** Limit type: hard if the last was hard, otherwise ignore. */
        public static final int DYNAMIC = 2;
    }

    /** Type 8: an FLV audio tag body. */
    record Audio(int streamId, int timestamp, ByteBuffer body) implements RtmpMessage {}

    /** Type 9: an FLV video tag body. */
    record Video(int streamId, int timestamp, ByteBuffer body) implements RtmpMessage {}

    /** Type 18, or 15 where it holds AMF 0. */
    record DataMessage(int streamId, int timestamp, List<AmfValue> values) implements RtmpMessage {

        public DataMessage {
            values = List.copyOf(values);
        }
    }

    /**
     * Type 20, or 17 where it holds AMF 0.
     *
     * @param arguments the command object first, then what follows it
     */
    record Command(int streamId, String name, double transaction, List<AmfValue> arguments)
            implements RtmpMessage {

        public Command {
            arguments = List.copyOf(arguments);
        }

        /** The text at {@code index} of the arguments, or null where there is none. */
        public @Nullable String text(int index) {
            return index < arguments.size()
                            && arguments.get(index) instanceof AmfValue.Text(var text)
                    ? text
                    : null;
        }

        /** Without the arguments: they may hold a stream key. */
        @Override
        public String toString() {
            return "Command[" + transaction + "]";
        }
    }

    /** Type 22: audio, video and data messages in one. */
    record Aggregate(List<RawMessage> parts) implements RtmpMessage {

        public Aggregate {
            parts = List.copyOf(parts);
        }
    }
}
