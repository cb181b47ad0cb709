package tv.headwater.chat.room;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tv.headwater.chat.access.FakeRules;
import tv.headwater.contract.audience.Audience;
import tv.headwater.contract.chat.ChatEvent;
import tv.headwater.contract.chat.ChatRole;
import tv.headwater.contract.chat.ChatUser;
import tv.headwater.contract.chat.DanmakuMode;
import tv.headwater.contract.chat.MessageColor;
import tv.headwater.contract.id.MessageId;
import tv.headwater.contract.id.StreamId;

class RoomsTest {

    /** Bytes for which there are no buffers while they are scarce. */
    private static final int MUCH = 2_000;

    private static final ChatUser ANNA = new ChatUser("anna", "Anna", ChatRole.VIEWER);

    private volatile boolean scarce;
    private final Rooms rooms =
            new Rooms(
                    new FakeRules(),
                    new Audience(Clock.systemUTC()),
                    Duration.ofMinutes(15),
                    8,
                    Clock.systemUTC(),
                    new SimpleMeterRegistry(),
                    this::buffer);

    private ByteBuf buffer(int bytes) {
        if (scarce && bytes > MUCH) {
            throw new OutOfMemoryError("no direct memory");
        }
        return Unpooled.buffer(bytes);
    }

    @AfterEach
    void stop() {
        rooms.close();
    }

    private void say(StreamId stream, long id, String text) {
        rooms.on(
                new MessageId(id),
                new ChatEvent.MessageSent(
                        stream,
                        Instant.now(),
                        ANNA,
                        "c" + id,
                        text,
                        DanmakuMode.SCROLL,
                        MessageColor.WHITE,
                        null));
    }

    private Listening joined(StreamId stream) {
        var member = new Listening();
        rooms.join(stream, member, ANNA, null);
        return member;
    }

    private static boolean hears(Listening member, String text) {
        return member.heard().stream().anyMatch(frame -> isMessage(frame, text));
    }

    private static boolean isMessage(JsonNode frame, String text) {
        return frame.path("type").asString().equals("message")
                && frame.path("text").asString().equals(text);
    }

    @Test
    void whatCannotBeToldHoldsUpNoOtherAndIsToldLater() {
        rooms.start(_ -> new CompletableFuture<>());
        var crowded = StreamId.random();
        var crowd = joined(crowded);
        var quiet = IntStream.range(0, 8).mapToObj(_ -> StreamId.random()).toList();
        var members = quiet.stream().map(this::joined).toList();
        scarce = true;
        say(crowded, 1, "x".repeat(MUCH));
        for (int round = 2; round < 5; round++) {
            say(crowded, round, "y");
            for (var stream : quiet) {
                say(stream, round, "hello");
            }
            members.forEach(member -> await().until(() -> hears(member, "hello")));
        }
        assertThat(hears(crowd, "y")).isFalse();
        scarce = false;
        await().until(() -> hears(crowd, "x".repeat(MUCH)));
    }
}
