package tv.headwater.e2e.rtmp;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A whole message as the server sent it. */
@SuppressWarnings("ArrayRecordComponent") // never compared
record RtmpMessage(int type, byte[] body) {

    private static final Set<Object> ANSWERS = Set.of("onStatus", "_result", "_error");

    static final int SET_CHUNK_SIZE = 1;
    static final int USER_CONTROL = 4;
    static final int AUDIO = 8;
    static final int VIDEO = 9;
    static final int METADATA = 18;
    static final int COMMAND = 20;

    /** The command's values, starting with its name; empty if it is no command. */
    List<@Nullable Object> command() {
        return type == COMMAND ? Amf0.read(body) : List.of();
    }

    /** The {@code code} of an {@code onStatus}, {@code _result} or {@code _error}; empty if it has none or is none of them. */
    String code() {
        return information("code");
    }

    /** Whether it says no to something. */
    boolean isRefusal() {
        return information("level").equals("error");
    }

    private String information(String name) {
        var command = command();
        if (command.isEmpty() || !ANSWERS.contains(command.getFirst())) {
            return "";
        }
        for (var value : command) {
            if (value instanceof Map<?, ?> map && map.get(name) instanceof String text) {
                return text;
            }
        }
        return "";
    }
}
