package tv.headwater.transcode.wire;

import java.io.IOException;

/** What came over the socket is not a frame, or not all of one. Nothing after it can be understood. */
public final class MalformedFrame extends IOException {

    private static final long serialVersionUID = 1L;

    MalformedFrame(String message) {
        super(message);
    }
}
