package tv.headwater.chat.moderation;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PatchMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import tv.headwater.chat.access.RoomRules;
import tv.headwater.chat.access.Rooms;
import tv.headwater.contract.api.InvalidProperty;
import tv.headwater.contract.chat.ChatRule.Settings;
import tv.headwater.rest.Caller;

/** {@code /api/v1/live-streams/{id}/chat-settings}. */
@Tag(name = "Moderation")
@RestController
@RequestMapping("/api/v1/live-streams/{id}/chat-settings")
class SettingsController {

    private final Rooms rooms;
    private final RoomRules rules;
    private final Acts acts;

    SettingsController(Rooms rooms, RoomRules rules, Acts acts) {
        this.rooms = rooms;
        this.rules = rules;
        this.acts = acts;
    }

    /** What is to be another; the rest stays. */
    record Patch(
            @Nullable Integer slowModeSeconds,
            @Nullable Boolean guests,
            @Nullable List<@Nullable String> blockedWords,
            @Nullable Integer maxLength) {

        Settings of(Settings was) {
            try {
                return new Settings(
                        was.streamId(),
                        slowModeSeconds == null ? was.slowModeSeconds() : slowModeSeconds,
                        guests == null ? was.guests() : guests,
                        words(was),
                        maxLength == null ? was.maxLength() : maxLength);
            } catch (IllegalArgumentException e) {
                var sentence = String.valueOf(e.getMessage());
                throw new InvalidProperty(property(sentence), sentence);
            }
        }

        private List<String> words(Settings was) {
            if (blockedWords == null) {
                return was.blockedWords();
            }
            return blockedWords.stream().map(word -> word == null ? "" : word.strip()).toList();
        }

        private static String property(String sentence) {
            if (sentence.startsWith("slowModeSeconds")) {
                return "slowModeSeconds";
            }
            return sentence.startsWith("maxLength") ? "maxLength" : "blockedWords";
        }
    }

    /** As everybody in the room may know them, or with the blocked words for moderators. */
    record View(int slowModeSeconds, boolean guests, List<String> blockedWords, int maxLength) {

        static View of(Settings settings) {
            return new View(
                    settings.slowModeSeconds(),
                    settings.guests(),
                    settings.blockedWords(),
                    settings.maxLength());
        }
    }

    @Operation(summary = "How one may speak", description = "For moderators.")
    @GetMapping
    View get(@PathVariable String id, Caller caller) {
        return View.of(rules.settings(rooms.moderated(id, caller)));
    }

    @Operation(
            summary = "Change how one may speak",
            description = "For moderators. What is left out stays as it is.")
    @PatchMapping
    View change(@PathVariable String id, @RequestBody Patch patch, Caller caller) {
        var streamId = rooms.moderated(id, caller);
        var was = rules.settings(streamId);
        var now = patch.of(was);
        if (!now.equals(was)) {
            rules.put(now);
            acts.note(
                    streamId,
                    caller,
                    "settings_changed",
                    "chat-settings",
                    "slow mode %d s, guests %b, %d blocked words, length %d"
                            .formatted(
                                    now.slowModeSeconds(),
                                    now.guests(),
                                    now.blockedWords().size(),
                                    now.maxLength()));
        }
        return View.of(now);
    }
}
