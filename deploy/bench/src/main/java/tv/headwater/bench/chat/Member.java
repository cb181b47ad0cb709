package tv.headwater.bench.chat;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CompletableFuture;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/** One of the crowd. All of it happens on the event loop but {@link #say}. */
final class Member implements FrameReader.Listener {

    /** Around the time at which a message was due; nothing else that is sent holds one. */
    private static final byte MARK = '~';

    private static final int WHOLE_TEXT = 0x81;
    private static final int WHOLE_PING = 0x89;
    private static final int MASKED = 0x80;
    private static final int TWO_BYTES = 126;

    private final Dialect dialect;
    private final int number;
    private final LongConsumer heard;
    private final Deque<String> comingIn;
    private final CompletableFuture<Void> in = new CompletableFuture<>();
    private volatile @Nullable Channel channel;

    /** @param heard takes the time at which each message was due that this one hears */
    Member(Dialect dialect, int number, LongConsumer heard) {
        this.dialect = dialect;
        this.number = number;
        this.heard = heard;
        this.comingIn = new ArrayDeque<>(dialect.comingIn(number));
    }

    void shakeHands(Channel connected) {
        channel = connected;
        var request =
                "GET %s HTTP/1.1\r\nHost: 127.0.0.1\r\n".formatted(dialect.path())
                        + "Upgrade: websocket\r\nConnection: Upgrade\r\n"
                        + "Sec-WebSocket-Version: 13\r\n"
                        + "Sec-WebSocket-Key: AAECAwQFBgcICQoLDA0ODw==\r\n"
                        + dialect.header(number)
                        + "\r\n";
        connected.writeAndFlush(
                connected.alloc().buffer().writeBytes(request.getBytes(StandardCharsets.US_ASCII)));
    }

    /** Completes when it is in the room; fails if it is not let in. */
    CompletableFuture<Void> in() {
        return in;
    }

    @Override
    public void opened() {
        comeIn();
    }

    private void comeIn() {
        var next = comingIn.poll();
        if (next != null) {
            send(WHOLE_TEXT, next);
        }
        if (next == null || (comingIn.isEmpty() && !dialect.lastIsAnswered())) {
            in.complete(null);
        }
    }

    @Override
    public void text(ByteBuf text, int start, int end) {
        if (!in.isDone()) {
            comeIn();
            return;
        }
        int mark = text.indexOf(start, end, MARK);
        if (mark >= 0) {
            long due = 0;
            for (int i = mark + 1; text.getByte(i) != MARK; i++) {
                due = due * 10 + text.getByte(i) - '0';
            }
            heard.accept(due);
        }
    }

    @Override
    public void ended(String why) {
        in.completeExceptionally(new IllegalStateException(why));
    }

    /**
     * Says something.
     *
     * @param id of the message
     * @param due when it was to be said, of {@link System#nanoTime}
     */
    void say(int id, long due) {
        send(
                WHOLE_TEXT,
                dialect.say(
                        "{\"type\":\"message\",\"clientId\":\"%d\",\"text\":\"what a picture, and at this hour ~%d~\"}"
                                .formatted(id, due)));
    }

    void ping() {
        send(WHOLE_PING, "");
    }

    private void send(int first, String text) {
        var connected = channel;
        if (connected == null) {
            throw new IllegalStateException("not connected");
        }
        var payload = text.getBytes(StandardCharsets.UTF_8);
        var frame = connected.alloc().buffer(payload.length + 8).writeByte(first);
        if (payload.length < TWO_BYTES) {
            frame.writeByte(MASKED | payload.length);
        } else {
            frame.writeByte(MASKED | TWO_BYTES).writeShort(payload.length);
        }
        // A key of zeros leaves the payload as it is.
        connected.writeAndFlush(frame.writeInt(0).writeBytes(payload));
    }
}
