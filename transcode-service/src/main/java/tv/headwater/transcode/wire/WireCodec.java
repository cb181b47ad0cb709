package tv.headwater.transcode.wire;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.Set;
import tools.jackson.core.JacksonException;
import tv.headwater.contract.id.Rendition;
import tv.headwater.contract.id.StreamId;
import tv.headwater.contract.log.Json;
import tv.headwater.contract.media.MediaRecordCodec;
import tv.headwater.contract.node.LadderHealth;
import tv.headwater.contract.stream.Ladder;
import tv.headwater.contract.stream.VideoCodec;
import tv.headwater.transcode.ladder.Profile;

/**
 * Messages as bodies of frames. On the socket a frame is, big-endian:
 *
 * <pre>
 * u32  length of the body
 * u8   type
 *  …   body: a media record as it is, or JSON
 * u32  CRC32C of type and body
 * </pre>
 */
public final class WireCodec {

    /** The biggest media record, and far more than any JSON needs. */
    public static final int MAX_BODY_LENGTH = MediaRecordCodec.MAX_RECORD_LENGTH;

    private static final int MEDIA = 1;
    private static final int START = 2;
    private static final int SHED = 3;
    private static final int DRAIN = 4;
    private static final int READY = 5;
    private static final int PROGRESS = 6;
    private static final int NOTE = 7;
    private static final int NO_POSTER = 8;
    private static final int DRAINED = 9;
    private static final int MEDIA_AND_MORE = 10;

    private WireCodec() {}

    /** Reads and writes what a worker will, so that its first message does not wait for classes to load. */
    public static void prepare() throws MalformedFrame {
        var rung = new Rendition("rung");
        var messages =
                List.of(
                        new WireMessage.Start(
                                new WorkerJob.Transcode(
                                        StreamId.random(),
                                        Ladder.AUTO,
                                        Profile.LOW_LATENCY,
                                        Map.of(VideoCodec.H264, List.of("")),
                                        "",
                                        1,
                                        1,
                                        0,
                                        0,
                                        List.of(new Resume(rung, 0, Set.of(0L), 0)))),
                        new WireMessage.Progress(
                                List.of(
                                        new LadderHealth.Rung(
                                                rung, "", 0, 0, "", LadderHealth.State.RUNNING)),
                                0,
                                0,
                                0,
                                0,
                                0),
                        new WireMessage.Note(WireMessage.Level.INFO, ""));
        for (var message : messages) {
            message(type(message), body(message));
        }
    }

    /** The type of a message's frame. */
    static byte type(WireMessage message) {
        return switch (message) {
            case WireMessage.Media m when m.more() -> MEDIA_AND_MORE;
            case WireMessage.Media m -> MEDIA;
            case WireMessage.Start m -> START;
            case WireMessage.Shed m -> SHED;
            case WireMessage.Drain m -> DRAIN;
            case WireMessage.Ready m -> READY;
            case WireMessage.Progress m -> PROGRESS;
            case WireMessage.Note m -> NOTE;
            case WireMessage.NoPoster m -> NO_POSTER;
            case WireMessage.Drained m -> DRAINED;
        };
    }

    /**
     * The body of a message's frame; for {@link WireMessage.Media} a view of its record.
     *
     * @throws IllegalArgumentException if it would exceed {@link #MAX_BODY_LENGTH}
     */
    static ByteBuffer body(WireMessage message) {
        var body =
                switch (message) {
                    case WireMessage.Media media -> media.record().duplicate();
                    case WireMessage.Start start -> ByteBuffer.wrap(Json.write(start.job()));
                    case WireMessage.Drain d -> ByteBuffer.allocate(0);
                    case WireMessage.Drained d -> ByteBuffer.allocate(0);
                    case WireMessage.Shed m -> ByteBuffer.wrap(Json.write(m));
                    case WireMessage.Ready m -> ByteBuffer.wrap(Json.write(m));
                    case WireMessage.Progress m -> ByteBuffer.wrap(Json.write(m));
                    case WireMessage.Note m -> ByteBuffer.wrap(Json.write(m));
                    case WireMessage.NoPoster m -> ByteBuffer.wrap(Json.write(m));
                };
        if (body.remaining() > MAX_BODY_LENGTH) {
            throw new IllegalArgumentException(
                    message.getClass().getSimpleName()
                            + " of "
                            + body.remaining()
                            + " bytes exceeds "
                            + MAX_BODY_LENGTH);
        }
        return body;
    }

    /**
     * The message that a frame stands for; {@link WireMessage.Media} is a view of {@code body}.
     *
     * @throws MalformedFrame if the type is unknown, or the body is not what the type says
     */
    static WireMessage message(int type, ByteBuffer body) throws MalformedFrame {
        return switch (type) {
            case MEDIA -> new WireMessage.Media(body);
            case MEDIA_AND_MORE -> new WireMessage.Media(body, true);
            case START -> new WireMessage.Start(json(body, WorkerJob.class));
            case SHED -> json(body, WireMessage.Shed.class);
            case DRAIN -> empty(body, new WireMessage.Drain());
            case READY -> json(body, WireMessage.Ready.class);
            case PROGRESS -> json(body, WireMessage.Progress.class);
            case NOTE -> json(body, WireMessage.Note.class);
            case NO_POSTER -> json(body, WireMessage.NoPoster.class);
            case DRAINED -> empty(body, new WireMessage.Drained());
            default -> throw new MalformedFrame("frame type " + type + " is unknown");
        };
    }

    private static WireMessage empty(ByteBuffer body, WireMessage message) throws MalformedFrame {
        if (body.hasRemaining()) {
            throw new MalformedFrame(
                    message.getClass().getSimpleName()
                            + " has "
                            + body.remaining()
                            + " bytes where none belong");
        }
        return message;
    }

    private static <T> T json(ByteBuffer body, Class<T> type) throws MalformedFrame {
        var bytes = new byte[body.remaining()];
        body.duplicate().get(bytes);
        try {
            var value = Json.read(bytes, type);
            if (value != null) {
                return value;
            }
        } catch (JacksonException e) {
            throw new MalformedFrame(
                    type.getSimpleName() + " is not readable: " + e.getOriginalMessage());
        } catch (NullPointerException e) {
            throw new MalformedFrame(type.getSimpleName() + " lacks a property");
        }
        throw new MalformedFrame(type.getSimpleName() + " is null");
    }
}
