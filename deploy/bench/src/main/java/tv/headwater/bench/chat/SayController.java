package tv.headwater.bench.chat;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.springframework.messaging.handler.annotation.MessageMapping;
import org.springframework.messaging.handler.annotation.SendTo;
import org.springframework.stereotype.Controller;
import tools.jackson.databind.JsonNode;
import tv.headwater.contract.log.Json;

/** What a member of a {@link StompRoom} says is checked, stamped, and sent to everybody. */
@Controller
final class SayController {

    private static final Map<String, String> MEMBER =
            Map.of("id", "guest-0", "name", "member 0", "role", "viewer");

    private final AtomicLong ids = new AtomicLong();

    @MessageMapping("/say")
    @SendTo(StompRoom.TOPIC)
    String say(String frame) {
        var said = Json.MAPPER.readTree(frame);
        var message = new LinkedHashMap<String, Object>();
        message.put("type", text(said, "type"));
        message.put("id", String.valueOf(ids.getAndIncrement()));
        message.put("clientId", text(said, "clientId"));
        message.put("user", MEMBER);
        message.put("text", text(said, "text"));
        message.put("mode", "scroll");
        message.put("color", "#ffffff");
        message.put("at", Instant.now());
        return Json.MAPPER.writeValueAsString(message);
    }

    private static String text(JsonNode said, String property) {
        if (said.path(property).isString()) {
            return said.path(property).asString();
        }
        throw new IllegalArgumentException(property + " is no text");
    }
}
