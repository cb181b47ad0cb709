package tv.headwater.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which pages may open a room's WebSocket. No chat-service is there: who is let in is told that, with 503. */
class RoomOriginTest {

    private static final String ROOM = "/chat/abcdefgh12345678";

    private static FakeUpstream upstream;
    private static RunningGateway gateway;

    @BeforeAll
    static void start() throws IOException {
        upstream = new FakeUpstream("any");
        gateway =
                new RunningGateway(
                        "--headwater.kafka.bootstrap-servers=",
                        "--headwater.upstreams.metadata=" + upstream.address(),
                        "--headwater.upstreams.edge=" + upstream.address(),
                        "--headwater.front.room-origins=https://tv.example.org");
    }

    @AfterAll
    static void stop() {
        gateway.close();
        upstream.close();
    }

    private static int ask(String... headers) throws IOException {
        return gateway.get(ROOM, headers).status();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://evil.example",
                "null",
                "https://tv.example.org.evil.example",
                "http://tv.example.org"
            })
    void othersPagesAreRefused(String origin) throws IOException {
        var answer = gateway.get(ROOM, "Upgrade: websocket", "Origin: " + origin);
        assertThat(answer.status()).isEqualTo(403);
        assertThat(answer.json().get("code").asString()).isEqualTo("forbidden");
    }

    @Test
    void itsOwnPagesThoseListedAndProgramsAreLetIn() throws IOException {
        var own = "Origin: http://127.0.0.1:" + gateway.port();
        assertThat(ask("Upgrade: websocket", own)).isEqualTo(503);
        assertThat(ask("Upgrade: websocket", "Origin: https://tv.example.org")).isEqualTo(503);
        assertThat(ask("Upgrade: websocket")).isEqualTo(503);
    }

    @Test
    void onlyAWebSocketIsARoom() throws IOException {
        var answer = gateway.get(ROOM);
        assertThat(answer.status()).isEqualTo(426);
        assertThat(answer.headers()).containsEntry("Upgrade", "websocket");
    }
}
