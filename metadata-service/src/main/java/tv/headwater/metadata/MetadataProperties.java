package tv.headwater.metadata;

import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import java.net.URI;
import java.time.Duration;
import org.hibernate.validator.constraints.time.DurationMax;
import org.hibernate.validator.constraints.time.DurationMin;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.Name;
import org.springframework.util.unit.DataSize;
import org.springframework.validation.annotation.Validated;
import tv.headwater.contract.log.KafkaSettings;

/** All of {@code headwater.}; {@code metadata-service.yml} says what each key means and its default. */
@Validated
@ConfigurationProperties(prefix = "headwater", ignoreUnknownFields = false)
public record MetadataProperties(
        @NotNull KafkaSettings kafka,
        @Valid @NotNull Node node,
        @Valid @NotNull @Name("public") PublicUrls publicUrls,
        @Valid @NotNull Admin admin,
        @Valid @NotNull Tokens tokens,
        @Valid @NotNull Signing signing,
        @Valid @NotNull Login login,
        @Valid @NotNull Requests requests,
        @Valid @NotNull Sessions sessions,
        @Valid @NotNull Outbox outbox,
        @Valid @NotNull Health health,
        @Valid @NotNull Audience audience,
        @Valid @NotNull Webhooks webhooks,
        @Valid @NotNull TimedMetadata timedMetadata,
        @Valid @NotNull Retention retention) {

    /** This instance. */
    public record Node(
            @NotBlank String id,
            @NotNull URI baseUrl,
            @Nullable String publicUrl,
            @NotNull Duration drain) {}

    /** Prefixes of URLs that leave the house; {@code {host}} stands for the host that was asked. */
    public record PublicUrls(@Nullable String gatewayUrl, @NotBlank String rtmpUrl) {

        public PublicUrls {
            gatewayUrl = blankToNull(gatewayUrl);
        }
    }

    /** The first user. */
    public record Admin(@Nullable String password, @NotBlank String passwordFile) {

        public Admin {
            password = blankToNull(password);
        }

        @Override
        public String toString() {
            return "Admin[passwordFile=" + passwordFile + "]";
        }
    }

    /** Tokens given out. */
    public record Tokens(
            @NotBlank @Size(max = 200) String issuer,
            @NotNull Duration access,
            @NotNull Duration refresh,
            @NotNull @DurationMin(seconds = 0) @DurationMax(minutes = 5) Duration refreshGrace,
            @Valid @NotNull Playback playback) {}

    /** Playback tokens; the longest any of them may ever live is not configured: facts about them are kept as long. */
    public record Playback(
            @NotNull Duration expiresIn,
            @NotNull @DurationMin(seconds = 1) Duration min,
            @NotNull @DurationMax(hours = LONGEST_HOURS) Duration max,
            @Min(1) @Max(1_000_000) int revokedPerStream) {

        public Playback {
            if (min.compareTo(expiresIn) > 0 || expiresIn.compareTo(max) > 0) {
                throw new IllegalArgumentException(
                        "headwater.tokens.playback.expires-in %s is not in %s..%s"
                                .formatted(expiresIn, min, max));
            }
        }

        private static final long LONGEST_HOURS = 24;

        /** However it is configured, now or before. */
        public static final Duration LONGEST = Duration.ofHours(LONGEST_HOURS);
    }

    /** Keys that tokens are signed with. */
    public record Signing(@NotNull Duration refreshInterval, @NotNull Duration lead) {}

    /** What keeps passwords from being guessed. */
    public record Login(
            @Min(1) int attempts,
            @NotNull Duration window,
            @Min(1) @Max(1_000_000) int watched,
            @Min(1) @Max(64) int hashing) {}

    /** Limits of every request. */
    public record Requests(@NotNull DataSize maxBody) {}

    /** Publish sessions. */
    public record Sessions(
            @NotNull Duration grantTimeout,
            @NotNull Duration takeoverAfter,
            @NotNull Duration laneKept,
            @NotNull Duration watchInterval) {}

    /** What goes to Kafka. */
    public record Outbox(@NotNull Duration interval, @Min(1) @Max(10_000) int batch) {}

    /** When owners are told what is wrong with a live stream. */
    public record Health(
            @NotNull Duration interval, @NotNull Duration beginAfter, @NotNull Duration endAfter) {}

    /** How viewers are counted. */
    public record Audience(
            @NotNull Duration countInterval,
            @NotNull @DurationMin(seconds = 1) Duration sampleInterval,
            @Min(1) int unwritten) {}

    /** How receivers are told what happened. */
    public record Webhooks(
            boolean privateNetworks,
            @Min(1) @Max(1000) int perUser,
            @NotNull @DurationMin(millis = 100) @DurationMax(minutes = 1) Duration timeout,
            @NotNull DataSize maxAnswer,
            @Min(1) @Max(1000) int concurrency,
            @Min(1) @Max(1000) int perWebhook,
            @NotNull @DurationMin(millis = 1) Duration firstBackoff,
            @NotNull @DurationMin(millis = 1) Duration maxBackoff,
            @NotNull Duration giveUpAfter,
            @Min(1) int disableAfter,
            @Min(1) @Max(1_000_000) int maxPending,
            @NotNull Duration interval,
            @NotNull Duration watchInterval) {}

    /** @param interval in which what still holds is told again; the log of media must hold several */
    public record TimedMetadata(
            @NotNull @DurationMin(millis = 100) @DurationMax(minutes = 5) Duration interval) {}

    /** How long what happened is kept. */
    public record Retention(
            @NotNull Duration events,
            @NotNull Duration sessions,
            @NotNull Duration deliveries,
            @NotNull @DurationMin(hours = 1) @DurationMax(days = 3650) Duration viewers,
            @Min(1) @Max(10_000) int batch,
            @NotNull Duration interval) {}

    private static @Nullable String blankToNull(@Nullable String text) {
        return text == null || text.isBlank() ? null : text;
    }
}
