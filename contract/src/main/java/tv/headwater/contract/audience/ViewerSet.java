package tv.headwater.contract.audience;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collection;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/**
 * Viewers of a stream, each as 64 bits of the SHA-256 of its playback session's id, which tell nobody the id. In JSON: their
 * big-endian bytes in ascending order, as base64.
 */
public final class ViewerSet {

    public static final ViewerSet NONE = new ViewerSet(new long[0]);

    /** Ascending, each once. */
    private final long[] viewers;

    private ViewerSet(long[] viewers) {
        this.viewers = viewers;
    }

    public static ViewerSet of(Collection<Long> viewers) {
        return of(viewers.stream().mapToLong(Long::longValue));
    }

    private static ViewerSet of(LongStream viewers) {
        return new ViewerSet(viewers.sorted().distinct().toArray());
    }

    /**
     * @throws IllegalArgumentException if {@code base64} is not whole numbers of 64 bits
     */
    @JsonCreator
    public static ViewerSet ofBase64(String base64) {
        var bytes = ByteBuffer.wrap(Base64.getDecoder().decode(base64));
        if (bytes.remaining() % Long.BYTES != 0) {
            throw new IllegalArgumentException(
                    bytes.remaining() + " bytes are not a number of viewers");
        }
        var viewers = new long[bytes.remaining() / Long.BYTES];
        bytes.asLongBuffer().get(viewers);
        return of(Arrays.stream(viewers));
    }

    @JsonValue
    public String base64() {
        var bytes = ByteBuffer.allocate(viewers.length * Long.BYTES);
        bytes.asLongBuffer().put(viewers);
        return Base64.getEncoder().encodeToString(bytes.array());
    }

    /** How a playback session counts: a token's {@code jti} or a cookie's value. */
    public static long viewer(String sessionId) {
        try {
            var hash =
                    MessageDigest.getInstance("SHA-256")
                            .digest(sessionId.getBytes(StandardCharsets.UTF_8));
            return ByteBuffer.wrap(hash).getLong();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    public int size() {
        return viewers.length;
    }

    /** The viewers that are in at least one of {@code sets}. */
    public static ViewerSet union(Collection<ViewerSet> sets) {
        return sets.size() == 1
                ? sets.iterator().next()
                : of(sets.stream().flatMapToLong(set -> Arrays.stream(set.viewers)));
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof ViewerSet set && Arrays.equals(viewers, set.viewers);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(viewers);
    }

    @Override
    public String toString() {
        return viewers.length + " viewers";
    }
}
