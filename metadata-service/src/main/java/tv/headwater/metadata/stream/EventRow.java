package tv.headwater.metadata.stream;

import jakarta.persistence.Convert;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.IdClass;
import jakarta.persistence.Table;
import java.io.Serializable;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import org.hibernate.annotations.ColumnTransformer;
import tv.headwater.contract.id.StreamId;

/** Something that happened to a stream, as its owner is told. */
@Entity
@IdClass(EventRow.Key.class)
@Table(name = "stream_events")
class EventRow {

    @Id private String streamId;
    @Id private long seq;
    private String type;
    private Instant at;

    @Convert(converter = DetailColumn.class)
    @ColumnTransformer(write = "?::jsonb")
    private Map<String, Object> detail;

    /** Of a stream, and by its number in it. */
    record Key(String streamId, long seq) implements Serializable {}

    @SuppressWarnings("NullAway.Init") // Hibernate fills the fields
    protected EventRow() {}

    EventRow(StreamId streamId, long seq, String type, Instant at, Map<String, Object> detail) {
        this.streamId = streamId.value();
        this.seq = seq;
        this.type = type;
        this.at = at;
        this.detail = new TreeMap<>(detail);
    }

    long seq() {
        return seq;
    }

    String type() {
        return type;
    }

    Instant at() {
        return at;
    }

    Map<String, Object> detail() {
        return detail;
    }
}
