package tv.headwater.ingest.rtmp;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tv.headwater.ingest.flv.FlvReader;
import tv.headwater.ingest.flv.FlvTag;
import tv.headwater.ingest.rtmp.RtmpMeters.Refusal;
import tv.headwater.ingest.rtmp.amf.AmfValue;
import tv.headwater.ingest.rtmp.message.MalformedMessage;
import tv.headwater.ingest.rtmp.message.RtmpMessage;
import tv.headwater.ingest.rtmp.message.RtmpMessage.Command;
import tv.headwater.ingest.rtmp.message.RtmpMessage.DataMessage;
import tv.headwater.ingest.rtmp.message.RtmpMessage.SetChunkSize;
import tv.headwater.ingest.rtmp.message.RtmpMessage.SetPeerBandwidth;
import tv.headwater.ingest.rtmp.message.RtmpMessage.StreamBegin;
import tv.headwater.ingest.rtmp.message.RtmpMessage.WindowAcknowledgementSize;

/**
 * What is said on one connection, from connect to publish to the end: each command, data or media message gets its answer
 * here, or is a {@link MalformedMessage}. Belongs to the connection's thread.
 */
final class Conversation {

    /** The other side, as the conversation needs it. */
    interface Peer {

        void send(RtmpMessage message);

        /** Asks whether the peer may publish; {@link #accepted} or the end of the connection follows. */
        void ask(String streamName);

        void media(FlvTag tag);

        /** The peer has said goodbye. */
        void goodbye();

        void end(Ending how);
    }

    private enum State {
        HANDSHAKEN,
        CONNECTED,
        ASKING,
        PUBLISHING
    }

    /** What a publisher's connect has if it knows Enhanced RTMP, version 1 or 2. */
    private static final Set<String> SPEAKS_FOUR_CCS =
            Set.of("fourCcList", "videoFourCcInfoMap", "audioFourCcInfoMap", "capsEx");

    private static final String APP = "live";
    private static final int WINDOW = 2_500_000;
    private static final int CHUNK_SIZE = 4096;
    private static final int MESSAGE_STREAMS = 8;

    private final Peer peer;
    private State state = State.HANDSHAKEN;
    private String instance = "";
    private int streams;
    private int publishing;

    Conversation(Peer peer) {
        this.peer = peer;
    }

    /** The message stream that publishes or wants to, 0 before. */
    int streamId() {
        return publishing;
    }

    /**
     * @throws MalformedMessage if the command has no place here
     */
    void on(Command command) {
        if (state == State.HANDSHAKEN && !command.name().equals("connect")) {
            throw new MalformedMessage("a command came before connect");
        }
        switch (command.name()) {
            case "connect" -> connect(command);
            case "releaseStream", "_checkbw" -> result(command, AmfValue.NULL);
            case "getStreamLength" -> result(command, AmfValue.of(0));
            case "FCPublish" -> {
                peer.send(
                        Answers.call(
                                "onFCPublish", "NetStream.Publish.Start", "Ready to publish."));
                result(command, AmfValue.NULL);
            }
            case "createStream" -> createStream(command);
            case "publish" -> publish(command);
            case "FCUnpublish" -> {
                peer.goodbye();
                peer.send(
                        Answers.call(
                                "onFCUnpublish", "NetStream.Unpublish.Success", "Unpublished."));
                result(command, AmfValue.NULL);
            }
            case "deleteStream" -> leave();
            case "closeStream" -> {
                peer.send(
                        Answers.status(
                                command.streamId(), "NetStream.Unpublish.Success", "Unpublished."));
                leave();
            }
            case "play", "play2", "FCSubscribe", "pause", "seek", "receiveAudio", "receiveVideo" ->
                    refuse(
                            Refusal.PLAY,
                            Answers.failure(
                                    command.streamId(),
                                    "NetStream.Play.Failed",
                                    "RTMP is for publishing only: play over HLS."),
                            "wants to play");
            case "_result", "_error", "onStatus" -> {}
            default -> {
                if (command.transaction() != 0) {
                    peer.send(
                            Answers.error(
                                    command, "NetConnection.Call.Failed", "Unknown command."));
                }
            }
        }
    }

    private void connect(Command command) {
        if (state != State.HANDSHAKEN) {
            throw new MalformedMessage("connect came twice");
        }
        var properties =
                !command.arguments().isEmpty()
                                && command.arguments().getFirst()
                                        instanceof AmfValue.Properties given
                        ? given
                        : new AmfValue.Properties(Map.of());
        var path = path(properties.text("app"));
        int slash = path.indexOf('/');
        var app = slash < 0 ? path : path.substring(0, slash);
        if (!app.equals(APP)) {
            refuse(
                    Refusal.APP,
                    Answers.error(
                            command,
                            "NetConnection.Connect.InvalidApp",
                            "Unknown application: publish to /live."),
                    "unknown application");
            return;
        }
        instance = slash < 0 ? "" : path.substring(slash + 1);
        state = State.CONNECTED;
        peer.send(new WindowAcknowledgementSize(WINDOW));
        peer.send(new SetPeerBandwidth(WINDOW, SetPeerBandwidth.DYNAMIC));
        peer.send(new StreamBegin(0));
        peer.send(new SetChunkSize(CHUNK_SIZE));
        boolean enhanced = SPEAKS_FOUR_CCS.stream().anyMatch(properties.entries()::containsKey);
        peer.send(Answers.connected(command, enhanced));
    }

    private void createStream(Command command) {
        if (++streams > MESSAGE_STREAMS) {
            throw new MalformedMessage("more than " + MESSAGE_STREAMS + " message streams");
        }
        result(command, AmfValue.of(streams));
    }

    private void publish(Command command) {
        if (state != State.CONNECTED) {
            throw new MalformedMessage("publish came twice");
        }
        var type = command.text(2);
        if (type != null && !type.isEmpty() && !type.equals("live")) {
            refuse(
                    Refusal.KEY,
                    Answers.failure(
                            command.streamId(),
                            "NetStream.Record.NoAccess",
                            "Streams are published as live only."),
                    "wants to publish otherwise than live");
            return;
        }
        state = State.ASKING;
        publishing = command.streamId();
        // Encoders without a field of its own for the key have it behind the application.
        var name = path(command.text(1));
        peer.ask(name.isEmpty() ? instance : name);
    }

    /** The answer to {@link Peer#ask} is yes. */
    void accepted() {
        state = State.PUBLISHING;
        peer.send(new StreamBegin(publishing));
        peer.send(Answers.status(publishing, "NetStream.Publish.Start", "Publishing."));
    }

    private void leave() {
        if (state == State.PUBLISHING) {
            peer.end(Ending.left());
        }
    }

    private void refuse(Refusal refusal, Command lastWord, String why) {
        peer.end(Ending.refused(refusal, lastWord, why));
    }

    private void result(Command command, AmfValue value) {
        if (command.transaction() != 0) {
            peer.send(Answers.result(command, value));
        }
    }

    /**
     * @throws MalformedMessage if nothing is being published
     */
    void on(RtmpMessage.Video video) {
        needPublishing();
        peer.media(FlvReader.video(video.timestamp(), video.body()));
    }

    /**
     * @throws MalformedMessage if nothing is being published
     */
    void on(RtmpMessage.Audio audio) {
        needPublishing();
        peer.media(FlvReader.audio(audio.timestamp(), audio.body()));
    }

    /**
     * @throws MalformedMessage if nothing is being published
     */
    void on(DataMessage message) {
        needPublishing();
        peer.media(tag(message.values()));
    }

    private void needPublishing() {
        if (state != State.PUBLISHING) {
            throw new MalformedMessage("media came before publish");
        }
    }

    private static FlvTag tag(List<AmfValue> values) {
        int at =
                !values.isEmpty() && values.getFirst().equals(AmfValue.of("@setDataFrame")) ? 1 : 0;
        if (values.size() < at + 2 || !values.get(at).equals(AmfValue.of("onMetaData"))) {
            return new FlvTag.Ignored("data message");
        }
        return switch (values.get(at + 1)) {
            case AmfValue.Properties(var entries) -> new FlvTag.Metadata(plain(entries));
            case AmfValue.EcmaArray(var entries) -> new FlvTag.Metadata(plain(entries));
            case AmfValue.Numeric _,
                    AmfValue.Flag _,
                    AmfValue.Text _,
                    AmfValue.Null _,
                    AmfValue.StrictArray _,
                    AmfValue.Date _ ->
                    new FlvTag.Ignored("metadata without properties");
        };
    }

    private static Map<String, Object> plain(Map<String, AmfValue> entries) {
        Map<String, Object> plain = new LinkedHashMap<>();
        entries.forEach((name, value) -> {
            switch (value) {
                case AmfValue.Numeric(var number) -> plain.put(name, number);
                case AmfValue.Flag(var flag) -> plain.put(name, flag);
                case AmfValue.Text(var text) -> plain.put(name, text);
                case AmfValue.Properties _,
                        AmfValue.EcmaArray _,
                        AmfValue.StrictArray _,
                        AmfValue.Date _,
                        AmfValue.Null _ -> {}
            }
        });
        return plain;
    }

    /** Without the query some encoders append, and without slashes around it. */
    private static String path(@Nullable String given) {
        if (given == null) {
            return "";
        }
        int query = given.indexOf('?');
        var path = query < 0 ? given : given.substring(0, query);
        int start = 0;
        int end = path.length();
        while (start < end && path.charAt(start) == '/') {
            start++;
        }
        while (end > start && path.charAt(end - 1) == '/') {
            end--;
        }
        return path.substring(start, end);
    }
}
