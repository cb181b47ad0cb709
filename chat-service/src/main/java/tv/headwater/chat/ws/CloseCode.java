package tv.headwater.chat.ws;

import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;

/** Why a socket is closed from our side (RFC 6455 7.4). What breaks the protocol itself is 1002, 1007 and 1009, as Netty says. */
enum CloseCode {
    /** Frames of bytes; chat is text. */
    NOT_TEXT(1003, "text frames only"),
    /** Flooding. */
    FLOOD(1008, "too many frames"),
    /** A frame or message beyond the limit. */
    TOO_BIG(1009, "message too big"),
    /** This instance stops; another one goes on. */
    RESTART(1012, "service restart"),
    /** Did not read what it was sent, or the log is away; come back with {@code after}. */
    TRY_AGAIN(1013, "try again"),
    /** The first frame is not a join. */
    NOT_JOINED(4400, "join first"),
    /** The ticket is unknown, used, of another room, or too old. */
    BAD_TICKET(4401, "ticket refused"),
    /** The ticket is a guest's, and guests may not be here any more. */
    NO_GUESTS(4401, "no guests here"),
    /** The stream is a signed one, and the guest's playback token has expired, was revoked, or never was. */
    NO_PLAYBACK_TOKEN(4401, "no valid playback token"),
    /** There was no join within the time. */
    LATE(4408, "join took too long");

    private final int code;
    private final String reason;

    CloseCode(int code, String reason) {
        this.code = code;
        this.reason = reason;
    }

    CloseWebSocketFrame frame() {
        return new CloseWebSocketFrame(code, reason);
    }
}
