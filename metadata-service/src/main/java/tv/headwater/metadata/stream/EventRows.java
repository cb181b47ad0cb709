package tv.headwater.metadata.stream;

import java.util.List;
import org.springframework.data.domain.Limit;
import org.springframework.data.jpa.repository.Query;
import org.springframework.data.repository.Repository;

interface EventRows extends Repository<EventRow, EventRow.Key> {

    EventRow save(EventRow event);

    @Query(
            "select e from EventRow e where e.streamId = :streamId and e.seq > :after order by e.seq")
    List<EventRow> after(String streamId, long after, Limit limit);
}
