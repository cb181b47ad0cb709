package tv.headwater.ingest.rtmp;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tv.headwater.contract.media.FourCc;
import tv.headwater.ingest.flv.FlvReader;
import tv.headwater.ingest.rtmp.Publications.Answer.Refused;
import tv.headwater.ingest.rtmp.amf.AmfValue;
import tv.headwater.ingest.rtmp.message.RtmpMessage.Command;

/** The commands that a server says, in the shapes that encoders look for. */
final class Answers {

    static final String BAD_NAME = "NetStream.Publish.BadName";

    static final Refused NO_ANSWER =
            new Refused(
                    "NetStream.Publish.Failed", "Publishing is not possible now: try again later.");

    /** FourCcInfoMask of Enhanced RTMP 2. */
    private static final int CAN_FORWARD = 4;

    /** CapsExMask of Enhanced RTMP 2: we understand ModEx, and carry one track of each kind. */
    private static final int MOD_EX = 4;

    private Answers() {}

    /** Connect's {@code _result}; {@code enhanced} if the peer has spoken of FourCCs. */
    static Command connected(Command connect, boolean enhanced) {
        Map<String, AmfValue> properties = new LinkedHashMap<>();
        properties.put("fmsVer", AmfValue.of("FMS/3,5,7,7009"));
        properties.put("capabilities", AmfValue.of(31));
        properties.put("mode", AmfValue.of(1));
        var information =
                information("status", "NetConnection.Connect.Success", "Connection succeeded.");
        information.put("objectEncoding", AmfValue.of(0));
        if (enhanced) {
            var enhancements = enhancements();
            properties.putAll(enhancements);
            information.putAll(enhancements);
        }
        return new Command(
                0,
                "_result",
                connect.transaction(),
                List.of(new AmfValue.Properties(properties), new AmfValue.Properties(information)));
    }

    /** What Enhanced RTMP 2 has a server say of itself; encoders of version 1 look for the list alone. */
    private static Map<String, AmfValue> enhancements() {
        var all = new ArrayList<>(FlvReader.SUPPORTED_VIDEO);
        all.addAll(FlvReader.SUPPORTED_AUDIO);
        return Map.of(
                "fourCcList",
                new AmfValue.StrictArray(
                        all.stream().map(codec -> AmfValue.of(codec.toString())).toList()),
                "videoFourCcInfoMap",
                forwarded(FlvReader.SUPPORTED_VIDEO),
                "audioFourCcInfoMap",
                forwarded(FlvReader.SUPPORTED_AUDIO),
                "capsEx",
                AmfValue.of(MOD_EX));
    }

    private static AmfValue forwarded(List<FourCc> codecs) {
        Map<String, AmfValue> map = new LinkedHashMap<>();
        codecs.forEach(codec -> map.put(codec.toString(), AmfValue.of(CAN_FORWARD)));
        return new AmfValue.Properties(map);
    }

    static Command result(Command of, AmfValue value) {
        return new Command(
                of.streamId(), "_result", of.transaction(), List.of(AmfValue.NULL, value));
    }

    static Command error(Command of, String code, String description) {
        return new Command(
                of.streamId(),
                "_error",
                of.transaction(),
                List.of(
                        AmfValue.NULL,
                        new AmfValue.Properties(information("error", code, description))));
    }

    /** A command of the server's own, such as onFCPublish. */
    static Command call(String name, String code, String description) {
        return new Command(
                0,
                name,
                0,
                List.of(
                        AmfValue.NULL,
                        new AmfValue.Properties(information("status", code, description))));
    }

    static Command status(int streamId, String code, String description) {
        return onStatus(streamId, "status", code, description);
    }

    static Command failure(int streamId, String code, String description) {
        return onStatus(streamId, "error", code, description);
    }

    private static Command onStatus(int streamId, String level, String code, String description) {
        return new Command(
                streamId,
                "onStatus",
                0,
                List.of(
                        AmfValue.NULL,
                        new AmfValue.Properties(information(level, code, description))));
    }

    private static Map<String, AmfValue> information(
            String level, String code, String description) {
        Map<String, AmfValue> information = new LinkedHashMap<>();
        information.put("level", AmfValue.of(level));
        information.put("code", AmfValue.of(code));
        information.put("description", AmfValue.of(description));
        return information;
    }
}
