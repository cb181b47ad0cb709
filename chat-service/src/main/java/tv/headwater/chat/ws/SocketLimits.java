package tv.headwater.chat.ws;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import java.time.Duration;
import java.util.List;

/**
 * What a WebSocket may cost.
 *
 * @param port 0 for any free one
 * @param allowedOrigins beside the host that was asked, such as {@code https://tv.example.org}
 * @param maxSockets at once
 * @param maxUnjoinedPerAddress sockets of one address that have not joined
 * @param joinTimeout from the handshake to the join
 * @param idleTimeout without any frame from the client
 * @param framesPerWindow of all kinds that a client may send in {@code frameWindow}
 * @param maxOutbox bytes that wait for a client to read them
 */
public record SocketLimits(
        @NotBlank String bindAddress,
        @Min(0) @Max(65535) int port,
        @NotNull List<String> allowedOrigins,
        @Min(1) int maxSockets,
        @Min(1) int maxUnjoinedPerAddress,
        @NotNull Duration joinTimeout,
        @NotNull Duration idleTimeout,
        @Min(1) int framesPerWindow,
        @NotNull Duration frameWindow,
        @Min(1) int maxOutbox) {

    /** Of a frame, and of a message of several, bytes. */
    static final int MAX_MESSAGE = 4096;

    /** Of a message, frames. */
    static final int MAX_FRAGMENTS = 16;

    /** Frames of one client that wait for the log. */
    static final int MAX_WAITING = 32;

    /** Writes of one client that wait for it to read. */
    static final int MAX_WRITES = 256;

    public SocketLimits {
        allowedOrigins = allowedOrigins == null ? List.of() : List.copyOf(allowedOrigins);
    }
}
