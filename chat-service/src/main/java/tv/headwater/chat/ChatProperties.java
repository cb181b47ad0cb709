package tv.headwater.chat;

import jakarta.validation.Valid;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import java.net.URI;
import java.time.Duration;
import org.hibernate.validator.constraints.time.DurationMin;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.util.unit.DataSize;
import org.springframework.validation.annotation.Validated;
import tv.headwater.chat.ws.SocketLimits;
import tv.headwater.contract.log.KafkaSettings;

/**
 * All of {@code headwater.}; {@code chat-service.yml} says what each key means and its default.
 *
 * @param metadataUrl where metadata-service is; null to find it by its beats
 */
@Validated
@ConfigurationProperties(prefix = "headwater", ignoreUnknownFields = false)
public record ChatProperties(
        @NotNull KafkaSettings kafka,
        @Valid @NotNull Node node,
        @Nullable String metadataUrl,
        @Valid @NotNull Requests requests,
        @Valid @NotNull History history,
        @Valid @NotNull RoomMemory rooms,
        @Valid @NotNull Guests guests,
        @Valid @NotNull SocketLimits socket) {

    public ChatProperties {
        metadataUrl = metadataUrl == null || metadataUrl.isBlank() ? null : metadataUrl;
    }

    /** This instance. */
    public record Node(
            @NotBlank String id,
            @NotNull URI baseUrl,
            @NotNull URI socketUrl,
            @NotNull Duration drain) {}

    /** Limits of every request. */
    public record Requests(@NotNull DataSize maxBody) {}

    /** How long what was said and asked is kept. */
    public record History(
            @NotNull @DurationMin(hours = 1) Duration retention,
            @NotNull @DurationMin(seconds = 1) Duration retentionInterval) {}

    /**
     * What guests of one address may do together, however many they say they are; each has the limits of one viewer besides.
     *
     * @param perAddress for how many viewers they count at most, in messages, reactions and the votes of a poll
     * @param ticketsPerAddress within a minute
     */
    public record Guests(@Min(1) int perAddress, @Min(1) int ticketsPerAddress) {}

    /** @param backlog how far back the log is read at the start, which is what members that come back are given from memory */
    public record RoomMemory(@NotNull @DurationMin(seconds = 1) Duration backlog) {}
}
