package tv.headwater.e2e.rtmp;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A whole message as the server sent it. */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record RtmpMessage(int type, byte[] body) {

    static final int SET_CHUNK_SIZE = 1;
    static final int USER_CONTROL = 4;
    static final int AUDIO = 8;
    static final int VIDEO = 9;
    static final int METADATA = 18;
    static final int COMMAND = 20;

    /** The command's values, starting with its name; empty if it is no command. */
    public List<@Nullable Object> command() {
        return type == COMMAND ? Amf0.read(body) : List.of();
    }

    /** The {@code code} of an {@code onStatus}, {@code _result} or {@code _error}; empty if there is none. */
    public String code() {
        for (var value : command()) {
            if (value instanceof Map<?, ?> map && map.get("code") instanceof String code) {
                return code;
            }
        }
        return "";
    }
}
