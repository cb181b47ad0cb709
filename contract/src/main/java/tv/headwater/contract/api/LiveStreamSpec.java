package tv.headwater.contract.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tv.headwater.contract.stream.Encryption;
import tv.headwater.contract.stream.Ladder;
import tv.headwater.contract.stream.LatencyMode;
import tv.headwater.contract.stream.PlaybackPolicy;

/**
 * What a broadcaster may say of a live stream; what is absent gets its default.
 *
 * @param title 1 to 200 characters; whoever takes a spec in calls {@link #complete}
 * @param description at most 5,000 characters
 * @param tags at most 20 of 1 to 50 characters
 * @param metadata the caller's own: at most 50 entries, keys of 1 to 40 characters, values of at most 500
 * @param playbackPolicy default public
 * @param latencyMode default low
 * @param ladder default auto
 * @param dvrWindowSeconds 0 to {@value #MAX_DVR_WINDOW_SECONDS}, default 0: the live window alone
 * @param reconnectWindowSeconds 0 to 1,800, default 60
 * @param recording default off
 * @param encryption default none
 * @param pull where to fetch the stream from instead of waiting for a publisher
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record LiveStreamSpec(
        String title,
        @Nullable String description,
        List<String> tags,
        Map<String, String> metadata,
        PlaybackPolicy playbackPolicy,
        LatencyMode latencyMode,
        Ladder ladder,
        Integer dvrWindowSeconds,
        Integer reconnectWindowSeconds,
        Recording recording,
        Encryption encryption,
        @Nullable Pull pull) {

    /** Two weeks. */
    public static final int MAX_DVR_WINDOW_SECONDS = 14 * 86_400;

    /** A source that Headwater fetches by itself. */
    public record Pull(String url) {}

    /**
     * @throws InvalidProperty if a value is beyond its limit
     */
    public LiveStreamSpec {
        if (title != null) {
            text("title", title, 1, 200);
            if (title.isBlank()) {
                throw new InvalidProperty("title", "title is blank");
            }
        }
        if (description != null) {
            text("description", description, 0, 5000);
        }
        tags = tags == null ? List.of() : tags;
        count("tags", tags.size(), 20);
        tags.forEach(tag -> text("tags", tag, 1, 50));
        tags = List.copyOf(tags);
        metadata = metadata == null ? Map.of() : metadata;
        count("metadata", metadata.size(), 50);
        metadata.forEach(LiveStreamSpec::entry);
        metadata = Collections.unmodifiableMap(new LinkedHashMap<>(metadata));
        playbackPolicy = playbackPolicy == null ? PlaybackPolicy.PUBLIC : playbackPolicy;
        latencyMode = latencyMode == null ? LatencyMode.LOW : latencyMode;
        ladder = ladder == null ? Ladder.AUTO : ladder;
        dvrWindowSeconds = dvrWindowSeconds == null ? 0 : dvrWindowSeconds;
        range("dvrWindowSeconds", dvrWindowSeconds, MAX_DVR_WINDOW_SECONDS);
        reconnectWindowSeconds = reconnectWindowSeconds == null ? 60 : reconnectWindowSeconds;
        range("reconnectWindowSeconds", reconnectWindowSeconds, 1_800);
        recording = recording == null ? Recording.OFF : recording;
        encryption = encryption == null ? Encryption.NONE : encryption;
    }

    /**
     * This spec, which is known to have what it cannot do without. That is not the constructor's to say: JSON with a misspelt property
     * is told of that property, not of the one it misses.
     *
     * @throws InvalidProperty if there is no title
     */
    public LiveStreamSpec complete() {
        if (title == null) {
            throw new InvalidProperty("title", "title is missing or null");
        }
        return this;
    }

    private static void entry(String key, String value) {
        text("metadata", key, 1, 40);
        text("metadata." + key, value, 0, 500);
    }

    private static void text(String property, @Nullable String value, int min, int max) {
        if (value == null) {
            throw new InvalidProperty(property, property + " is missing or null");
        }
        int length = value.codePointCount(0, value.length());
        if (length < min || length > max) {
            throw new InvalidProperty(
                    property,
                    "%s of %d characters is not in %d..%d".formatted(property, length, min, max));
        }
        if (value.codePoints().anyMatch(LiveStreamSpec::isUnfit)) {
            throw new InvalidProperty(property, property + " has a control character");
        }
    }

    private static boolean isUnfit(int codePoint) {
        return Character.getType(codePoint) == Character.SURROGATE
                || (Character.isISOControl(codePoint) && codePoint != '\n' && codePoint != '\t');
    }

    private static void count(String property, int count, int max) {
        if (count > max) {
            throw new InvalidProperty(
                    property, "%s has %d entries, at most %d".formatted(property, count, max));
        }
    }

    private static void range(String property, int value, int max) {
        if (value < 0 || value > max) {
            throw new InvalidProperty(
                    property, "%s %d is not in 0..%d".formatted(property, value, max));
        }
    }
}
