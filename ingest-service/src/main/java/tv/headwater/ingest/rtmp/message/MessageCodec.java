package tv.headwater.ingest.rtmp.message;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import tv.headwater.ingest.rtmp.amf.AmfLimits;
import tv.headwater.ingest.rtmp.amf.AmfReader;
import tv.headwater.ingest.rtmp.amf.AmfValue;
import tv.headwater.ingest.rtmp.amf.AmfWriter;
import tv.headwater.ingest.rtmp.amf.MalformedAmf;
import tv.headwater.ingest.rtmp.message.RtmpMessage.Abort;
import tv.headwater.ingest.rtmp.message.RtmpMessage.Acknowledgement;
import tv.headwater.ingest.rtmp.message.RtmpMessage.Aggregate;
import tv.headwater.ingest.rtmp.message.RtmpMessage.Audio;
import tv.headwater.ingest.rtmp.message.RtmpMessage.Command;
import tv.headwater.ingest.rtmp.message.RtmpMessage.DataMessage;
import tv.headwater.ingest.rtmp.message.RtmpMessage.OtherUserControl;
import tv.headwater.ingest.rtmp.message.RtmpMessage.PingRequest;
import tv.headwater.ingest.rtmp.message.RtmpMessage.PingResponse;
import tv.headwater.ingest.rtmp.message.RtmpMessage.SetChunkSize;
import tv.headwater.ingest.rtmp.message.RtmpMessage.SetPeerBandwidth;
import tv.headwater.ingest.rtmp.message.RtmpMessage.StreamBegin;
import tv.headwater.ingest.rtmp.message.RtmpMessage.Video;
import tv.headwater.ingest.rtmp.message.RtmpMessage.WindowAcknowledgementSize;

/** RTMP messages to and from the payloads that the chunk stream carries. */
public final class MessageCodec {

    private static final int SET_CHUNK_SIZE = 1;
    private static final int ABORT = 2;
    private static final int ACKNOWLEDGEMENT = 3;
    private static final int USER_CONTROL = 4;
    private static final int WINDOW_ACKNOWLEDGEMENT_SIZE = 5;
    private static final int SET_PEER_BANDWIDTH = 6;
    private static final int AUDIO = 8;
    private static final int VIDEO = 9;
    private static final int DATA_AMF3 = 15;
    private static final int COMMAND_AMF3 = 17;
    private static final int DATA_AMF0 = 18;
    private static final int COMMAND_AMF0 = 20;
    private static final int AGGREGATE = 22;

    private static final int STREAM_BEGIN = 0;
    private static final int PING_REQUEST = 6;
    private static final int PING_RESPONSE = 7;

    private MessageCodec() {}

    /**
     * Audio and video bodies are views of the payload.
     *
     * @throws MalformedMessage if the type is unknown or the payload too short for it
     * @throws MalformedAmf if a command or data message is not AMF 0 within {@code limits}
     */
    public static RtmpMessage decode(RawMessage raw, AmfLimits limits) {
        var in = raw.payload().slice();
        return switch (raw.type()) {
            case SET_CHUNK_SIZE -> new SetChunkSize(need(in, 4, "set chunk size").getInt());
            case ABORT -> new Abort(need(in, 4, "abort").getInt());
            case ACKNOWLEDGEMENT -> new Acknowledgement(need(in, 4, "acknowledgement").getInt());
            case USER_CONTROL -> userControl(need(in, 2, "user control"));
            case WINDOW_ACKNOWLEDGEMENT_SIZE ->
                    new WindowAcknowledgementSize(
                            need(in, 4, "window acknowledgement size").getInt());
            case SET_PEER_BANDWIDTH -> {
                need(in, 5, "set peer bandwidth");
                yield new SetPeerBandwidth(in.getInt(), Byte.toUnsignedInt(in.get()));
            }
            case AUDIO -> new Audio(raw.streamId(), raw.timestamp(), in);
            case VIDEO -> new Video(raw.streamId(), raw.timestamp(), in);
            case DATA_AMF3 -> data(raw, withoutFormat(in), limits);
            case DATA_AMF0 -> data(raw, in, limits);
            case COMMAND_AMF3 -> command(raw, withoutFormat(in), limits);
            case COMMAND_AMF0 -> command(raw, in, limits);
            case AGGREGATE -> aggregate(raw, in);
            default ->
                    throw new MalformedMessage("message type " + raw.type() + " is not supported");
        };
    }

    private static RtmpMessage userControl(ByteBuffer in) {
        int event = Short.toUnsignedInt(in.getShort());
        return switch (event) {
            case STREAM_BEGIN -> new StreamBegin(need(in, 4, "stream begin").getInt());
            case PING_REQUEST -> new PingRequest(need(in, 4, "ping request").getInt());
            case PING_RESPONSE -> new PingResponse(need(in, 4, "ping response").getInt());
            default -> new OtherUserControl(event);
        };
    }

    private static DataMessage data(RawMessage raw, ByteBuffer in, AmfLimits limits) {
        return new DataMessage(raw.streamId(), raw.timestamp(), AmfReader.read(in, limits));
    }

    private static Command command(RawMessage raw, ByteBuffer in, AmfLimits limits) {
        var values = AmfReader.read(in, limits);
        if (values.isEmpty() || !(values.getFirst() instanceof AmfValue.Text(var name))) {
            throw new MalformedMessage("a command does not begin with its name");
        }
        double transaction =
                values.size() > 1 && values.get(1) instanceof AmfValue.Numeric(var number)
                        ? number
                        : 0;
        return new Command(raw.streamId(), name, transaction, values.stream().skip(2).toList());
    }

    /** Types 15 and 17 begin with a byte that is 0 where AMF 0 follows, which is what encoders send. */
    private static ByteBuffer withoutFormat(ByteBuffer in) {
        if (need(in, 1, "AMF 3 message").get() != 0) {
            throw new MalformedAmf("AMF 3 is not supported");
        }
        return in.slice();
    }

    /** Parts keep their distance to the first one, which has the aggregate's own time (section 7.1.6). */
    private static Aggregate aggregate(RawMessage raw, ByteBuffer in) {
        List<RawMessage> parts = new ArrayList<>();
        int first = 0;
        while (in.hasRemaining()) {
            need(in, 11, "aggregate part");
            int type = Byte.toUnsignedInt(in.get());
            int length = unsigned24(in);
            int timestamp = unsigned24(in) | (Byte.toUnsignedInt(in.get()) << 24);
            unsigned24(in);
            need(in, length, "aggregate part");
            if (type != AUDIO && type != VIDEO && type != DATA_AMF0) {
                throw new MalformedMessage("message type " + type + " inside an aggregate");
            }
            if (parts.isEmpty()) {
                first = timestamp;
            }
            parts.add(
                    new RawMessage(
                            type,
                            raw.streamId(),
                            raw.timestamp() + timestamp - first,
                            in.slice(in.position(), length)));
            in.position(in.position() + length);
            in.position(in.position() + Math.min(4, in.remaining()));
        }
        return new Aggregate(parts);
    }

    private static int unsigned24(ByteBuffer in) {
        return Short.toUnsignedInt(in.getShort()) << 8 | Byte.toUnsignedInt(in.get());
    }

    private static ByteBuffer need(ByteBuffer in, int bytes, String what) {
        if (in.remaining() < bytes) {
            throw new MalformedMessage(
                    what + " of " + in.remaining() + " bytes is shorter than " + bytes);
        }
        return in;
    }

    /** The payload of {@code message}; control messages have stream 0 and time 0. */
    public static RawMessage encode(RtmpMessage message) {
        return switch (message) {
            case SetChunkSize(int size) -> control(SET_CHUNK_SIZE, buffer(4).putInt(size));
            case Abort(int chunkStream) -> control(ABORT, buffer(4).putInt(chunkStream));
            case Acknowledgement(int sequence) ->
                    control(ACKNOWLEDGEMENT, buffer(4).putInt(sequence));
            case StreamBegin(int id) -> userControl(STREAM_BEGIN, id);
            case PingRequest(int timestamp) -> userControl(PING_REQUEST, timestamp);
            case PingResponse(int timestamp) -> userControl(PING_RESPONSE, timestamp);
            case OtherUserControl(int event) ->
                    control(USER_CONTROL, buffer(2).putShort((short) event));
            case WindowAcknowledgementSize(int size) ->
                    control(WINDOW_ACKNOWLEDGEMENT_SIZE, buffer(4).putInt(size));
            case SetPeerBandwidth(int size, int limitType) ->
                    control(SET_PEER_BANDWIDTH, buffer(5).putInt(size).put((byte) limitType));
            case Audio a -> new RawMessage(AUDIO, a.streamId(), a.timestamp(), a.body().slice());
            case Video v -> new RawMessage(VIDEO, v.streamId(), v.timestamp(), v.body().slice());
            case DataMessage d ->
                    new RawMessage(
                            DATA_AMF0,
                            d.streamId(),
                            d.timestamp(),
                            ByteBuffer.wrap(AmfWriter.write(d.values())));
            case Command c -> command(c);
            case Aggregate a -> aggregate(a);
        };
    }

    private static RawMessage command(Command command) {
        List<AmfValue> values = new ArrayList<>();
        values.add(AmfValue.of(command.name()));
        values.add(AmfValue.of(command.transaction()));
        values.addAll(command.arguments());
        return new RawMessage(
                COMMAND_AMF0, command.streamId(), 0, ByteBuffer.wrap(AmfWriter.write(values)));
    }

    private static RawMessage aggregate(Aggregate aggregate) {
        int length = aggregate.parts().stream().mapToInt(p -> 15 + p.payload().remaining()).sum();
        var out = buffer(length);
        for (var part : aggregate.parts()) {
            int size = part.payload().remaining();
            out.putInt(part.type() << 24 | size);
            out.putInt(part.timestamp() << 8 | part.timestamp() >>> 24);
            out.put(new byte[3]).put(part.payload().slice()).putInt(11 + size);
        }
        var first = aggregate.parts().isEmpty() ? null : aggregate.parts().getFirst();
        return new RawMessage(
                AGGREGATE,
                first == null ? 0 : first.streamId(),
                first == null ? 0 : first.timestamp(),
                out.flip());
    }

    private static RawMessage userControl(int event, int value) {
        return control(USER_CONTROL, buffer(6).putShort((short) event).putInt(value));
    }

    private static RawMessage control(int type, ByteBuffer written) {
        return new RawMessage(type, 0, 0, written.flip());
    }

    private static ByteBuffer buffer(int length) {
        return ByteBuffer.allocate(length);
    }
}
