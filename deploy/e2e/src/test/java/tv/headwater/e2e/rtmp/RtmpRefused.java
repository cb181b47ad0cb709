package tv.headwater.e2e.rtmp;

import java.io.IOException;

/** The server answered a command with an error. */
public final class RtmpRefused extends IOException {

    private static final long serialVersionUID = 1;

    private final String code;

    RtmpRefused(String command, String code) {
        super(command + " was answered with " + code);
        this.code = code;
    }

    /** Such as {@code NetStream.Publish.BadName}. */
    public String code() {
        return code;
    }
}
