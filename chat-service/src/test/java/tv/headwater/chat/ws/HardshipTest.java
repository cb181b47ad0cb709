package tv.headwater.chat.ws;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.context.ConfigurableApplicationContext;
import tools.jackson.databind.JsonNode;
import tv.headwater.chat.TestChat;
import tv.headwater.contract.id.StreamId;

/** What becomes of members who do not behave, and that the others hear everything meanwhile. */
class HardshipTest {

    private static final int PATIENCE_SECONDS = 60;

    /** Of a deed, at once. */
    private static final int HOSTILE = 4;

    private static TestChat chat;

    @BeforeAll
    static void start() {
        chat = TestChat.started(Map.of("headwater.socket.max-unjoined-per-address", "50"));
    }

    @AfterAll
    static void stop() {
        chat.close();
    }

    /** Something that no client does, by a member, and the code for it. */
    private enum Deed {
        BYTES(1003) {
            @Override
            void on(RawSocket socket) throws IOException {
                socket.frame(RawSocket.BINARY, true, new byte[16]);
            }
        },
        UNMASKED(1002) {
            @Override
            void on(RawSocket socket) throws IOException {
                socket.frame(RawSocket.TEXT, true, false, PING_FRAME);
            }
        },
        CONTINUATION_OF_NOTHING(1002) {
            @Override
            void on(RawSocket socket) throws IOException {
                socket.frame(RawSocket.CONTINUATION, true, PING_FRAME);
            }
        },
        TEXT_IN_TEXT(1002) {
            @Override
            void on(RawSocket socket) throws IOException {
                socket.frame(RawSocket.TEXT, false, PING_FRAME);
                socket.frame(RawSocket.TEXT, true, PING_FRAME);
            }
        },
        LONG_PING(1002) {
            @Override
            void on(RawSocket socket) throws IOException {
                socket.frame(RawSocket.PING, true, new byte[126]);
            }
        },
        NO_OPCODE(1002) {
            @Override
            void on(RawSocket socket) throws IOException {
                socket.frame(3, true, PING_FRAME);
            }
        },
        BAD_UTF_8(1007) {
            @Override
            void on(RawSocket socket) throws IOException {
                socket.frame(RawSocket.TEXT, true, new byte[] {'"', (byte) 0xC3, 0x28, '"'});
            }
        },
        OVERLONG_UTF_8(1007) {
            @Override
            void on(RawSocket socket) throws IOException {
                socket.frame(RawSocket.TEXT, true, new byte[] {(byte) 0xC0, (byte) 0xBC});
            }
        },
        SURROGATE_UTF_8(1007) {
            @Override
            void on(RawSocket socket) throws IOException {
                socket.frame(
                        RawSocket.TEXT, true, new byte[] {(byte) 0xED, (byte) 0xA0, (byte) 0x80});
            }
        },
        MEBIBYTE(1009) {
            @Override
            void on(RawSocket socket) throws IOException {
                socket.frame(RawSocket.TEXT, true, new byte[1 << 20]);
            }
        },
        FRAGMENTS(1009) {
            @Override
            void on(RawSocket socket) throws IOException {
                socket.frame(RawSocket.TEXT, false, new byte[] {'a'});
                for (int i = 0; i < 10_000; i++) {
                    socket.frame(RawSocket.CONTINUATION, false, new byte[] {'a'});
                }
            }
        },
        PINGS(1008) {
            @Override
            void on(RawSocket socket) throws IOException {
                for (int i = 0; i < 1_000; i++) {
                    socket.frame(RawSocket.PING, true, new byte[0]);
                }
            }
        },
        MESSAGES(1008) {
            @Override
            void on(RawSocket socket) throws IOException {
                for (int i = 0; i < 1_000; i++) {
                    var message =
                            "{\"type\":\"message\",\"clientId\":\"%d\",\"text\":\"flood\"}"
                                    .formatted(i);
                    socket.frame(RawSocket.TEXT, true, message.getBytes(StandardCharsets.UTF_8));
                }
            }
        },
        NONSENSE(1008) {
            @Override
            void on(RawSocket socket) throws IOException {
                for (int i = 0; i < 1_000; i++) {
                    socket.frame(RawSocket.TEXT, true, new byte[] {'{'});
                }
            }
        };

        private static final byte[] PING_FRAME =
                "{\"type\":\"ping\"}".getBytes(StandardCharsets.UTF_8);

        private final int code;

        Deed(int code) {
            this.code = code;
        }

        abstract void on(RawSocket socket) throws IOException;
    }

    private static int port(ConfigurableApplicationContext instance) {
        return instance.getBean(Sockets.class).port();
    }

    private static RawSocket joined(StreamId stream, String address) throws IOException {
        var socket =
                new RawSocket(
                        port(chat.context), "/chat/" + stream, Map.of("X-Forwarded-For", address));
        socket.join(Client.ticket(chat.context, stream, "mallory", address));
        return socket;
    }

    private static double closed(int code) {
        return chat.bean(MeterRegistry.class)
                .counter("headwater.chat.closed", "code", String.valueOf(code))
                .count();
    }

    /** Messages of the test's own, told apart from what hostile members may say too. */
    private static int next(Client member) {
        return number(member.next("message", frame -> number(frame) >= 0));
    }

    private static int number(JsonNode message) {
        var clientId = message.path("clientId").asString("");
        return clientId.startsWith("n") ? Integer.parseInt(clientId.substring(1)) : -1;
    }

    @Test
    void everyDeedHasItsCodeAndHonestMembersHearEverything() throws Exception {
        var stream = chat.room(chat.context);
        var over = new AtomicBoolean();
        try (var honest = Client.joined(chat.context, stream, "anna", null);
                var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            honest.next("joined");
            var said = CompletableFuture.supplyAsync(() -> talk(stream, honest, over), threads);
            var codes = new ArrayList<CompletableFuture<String>>();
            for (var deed : Deed.values()) {
                for (int i = 0; i < HOSTILE; i++) {
                    var address = "192.0.2." + (codes.size() + 1);
                    codes.add(
                            CompletableFuture.supplyAsync(
                                    () -> deed + " " + codeOf(deed, stream, address), threads));
                }
            }
            var found = new ArrayList<String>();
            for (var code : codes) {
                found.add(code.get(PATIENCE_SECONDS, TimeUnit.SECONDS));
            }
            over.set(true);
            assertThat(found)
                    .containsExactlyElementsOf(
                            List.of(Deed.values()).stream()
                                    .flatMap(deed ->
                                            IntStream.range(0, HOSTILE)
                                                    .mapToObj(_ -> deed + " " + deed.code))
                                    .toList());
            assertThat(said.get(PATIENCE_SECONDS, TimeUnit.SECONDS)).isPositive();
        }
    }

    /** Says one after another, each as soon as the one before was heard, and wants to hear them in that order. */
    private static int talk(StreamId stream, Client honest, AtomicBoolean over) {
        int number = 0;
        while (!over.get()) {
            chat.say(stream, "n" + number, "number " + number);
            assertThat(next(honest)).isEqualTo(number);
            number++;
        }
        return number;
    }

    private static int codeOf(Deed deed, StreamId stream, String address) {
        try (var socket = joined(stream, address)) {
            deed.on(socket);
            return socket.closeCode();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void whoDoesNotReadIsToldToComeBackAndHoldsUpNobody() throws Exception {
        var stream = chat.room(chat.context);
        var text = "\uD83D\uDE00".repeat(500);
        double before = closed(1013);
        try (var honest = Client.joined(chat.context, stream, "anna", null);
                var slow = joined(stream, "198.51.100.7")) {
            honest.next("joined");
            int number = 0;
            while (closed(1013) == before) {
                assertThat(number)
                        .as("messages that wait for who does not read")
                        .isLessThan(20_000);
                for (int i = 0; i < 50; i++) {
                    chat.say(stream, "n" + (number + i), text);
                }
                for (int i = 0; i < 50; i++) {
                    assertThat(next(honest)).isEqualTo(number++);
                }
            }
            assertThat(slow.closeCode()).isEqualTo(1013);
            chat.say(stream, "n" + number, "and on");
            assertThat(next(honest)).isEqualTo(number);
            assertThat(closed(1013)).isEqualTo(before + 1);
        }
    }

    @Test
    void whoIsThereWhenAnInstanceStopsIsToldToGoToAnother() throws IOException {
        var instance = chat.start(Map.of("headwater.node.id", "chat-2"));
        var stream = chat.room(chat.context, instance);
        try (var inside = Client.joined(instance, stream, "anna", null);
                var outside = new RawSocket(port(instance), "/chat/" + stream, Map.of());
                var elsewhere = Client.joined(chat.context, stream, "ben", null)) {
            inside.next("joined");
            elsewhere.next("joined");
            inside.say("n0", "first");
            var last = inside.next("message").path("id").asString();
            assertThat(next(elsewhere)).isZero();
            instance.close();
            assertThat(inside.closeCode()).isEqualTo(1012);
            assertThat(outside.closeCode()).isEqualTo(1012);
            chat.say(stream, "n1", "meanwhile");
            assertThat(next(elsewhere)).isEqualTo(1);
            try (var back = Client.joined(chat.context, stream, "anna", last)) {
                assertThat(numbers(back.next("joined").path("history"))).containsExactly(1);
            }
        }
    }

    private static List<Integer> numbers(JsonNode messages) {
        var numbers = new ArrayList<Integer>();
        messages.forEach(message -> numbers.add(number(message)));
        return numbers;
    }
}
