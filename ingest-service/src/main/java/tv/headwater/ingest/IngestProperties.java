package tv.headwater.ingest;

import static tv.headwater.contract.media.MediaRecord.TICKS_PER_SECOND;

import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import java.net.URI;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.util.unit.DataSize;
import org.springframework.validation.annotation.Validated;
import tv.headwater.contract.log.KafkaSettings;
import tv.headwater.ingest.publish.SessionLimits;
import tv.headwater.ingest.rtmp.RtmpLimits;
import tv.headwater.ingest.stamp.SegmentPolicy;
import tv.headwater.tls.TlsPort;

/** All of {@code headwater.}; what each key means stands in {@code ingest-service.yml}. */
@Validated
@ConfigurationProperties(prefix = "headwater", ignoreUnknownFields = false)
public record IngestProperties(
        @NotNull KafkaSettings kafka,
        @NotNull @Valid Node node,
        @NotNull @Valid Rtmp rtmp,
        @NotNull @Valid Metadata metadata,
        @NotNull @Valid Segments segments,
        @NotNull @Valid Sessions sessions) {

    public record Node(@NotBlank String id, @NotNull URI baseUrl, @NotBlank String publicUrl) {}

    public record Rtmp(
            @NotBlank String bindAddress,
            @Min(0) @Max(65_535) int port,
            @Nullable TlsPort tls,
            @NotNull RtmpLimits limits) {}

    public record Metadata(
            @NotNull URI baseUrl, @NotNull Duration timeout, @Min(1) @Max(5) int attempts) {}

    public record Segments(
            @NotNull Duration target,
            @NotNull Duration part,
            @NotNull Duration max,
            @Min(1) @Max(100_000) int keyPeriod) {

        private static final Duration MIN_PART = Duration.ofMillis(100);
        private static final Duration MAX_PART = Duration.ofSeconds(1);

        /**
         * @throws IllegalArgumentException if {@code part} is out of its bounds
         */
        public Segments {
            // Null is reported by the validation that comes after.
            if (part != null && (part.compareTo(MIN_PART) < 0 || part.compareTo(MAX_PART) > 0)) {
                throw new IllegalArgumentException(
                        "headwater.segments.part of "
                                + part.toMillis()
                                + " ms is not in 100 ms .. 1 s");
            }
        }

        SegmentPolicy policy() {
            return new SegmentPolicy(ticks(target), ticks(part), ticks(max), keyPeriod);
        }

        private static int ticks(Duration duration) {
            return Math.toIntExact(duration.toMillis() * TICKS_PER_SECOND / 1000);
        }
    }

    public record Sessions(
            @Min(1) @Max(100_000) int max,
            @NotNull Duration takeoverAfter,
            @NotNull DataSize inbound,
            @NotNull Duration unsentTime,
            @NotNull DataSize unsent,
            @NotNull DataSize unsentTotal) {

        SessionLimits limits() {
            return new SessionLimits(
                    inbound.toBytes(), unsentTime, unsent.toBytes(), takeoverAfter, max);
        }
    }
}
