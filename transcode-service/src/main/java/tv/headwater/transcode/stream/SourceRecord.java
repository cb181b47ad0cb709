package tv.headwater.transcode.stream;

import io.opentelemetry.api.trace.SpanContext;
import java.nio.ByteBuffer;
import java.util.Set;
import tv.headwater.contract.media.AccessUnit;
import tv.headwater.contract.media.FourCc;
import tv.headwater.contract.media.MediaRecord;

/**
 * A record of {@code source-media} where it stands.
 *
 * @param writtenAt ms since 1970, by Kafka's time of the record
 * @param bytes as they are, read-only
 * @param publication whose first record it is, where that is traced; invalid of all others
 */
record SourceRecord(
        long offset, long writtenAt, ByteBuffer bytes, MediaRecord media, SpanContext publication) {

    private static final Set<FourCc> VIDEO = Set.of(FourCc.AVC1, FourCc.HVC1, FourCc.AV01);

    SourceRecord {
        bytes = bytes.slice().asReadOnlyBuffer();
    }

    int size() {
        return bytes.remaining();
    }

    long segment() {
        return media.stamp().segment();
    }

    /** Whether it is a coded picture. */
    boolean isPicture() {
        return isPicture(media);
    }

    static boolean isPicture(MediaRecord media) {
        return media instanceof AccessUnit unit && VIDEO.contains(unit.codec());
    }
}
