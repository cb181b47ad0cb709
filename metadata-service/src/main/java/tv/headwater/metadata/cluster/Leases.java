package tv.headwater.metadata.cluster;

import java.time.Duration;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import tv.headwater.metadata.MetadataProperties;

/** Has one instance at a time do what is to be done once. It keeps the task until it has not asked for a while. */
@Component
public class Leases {

    private final JdbcClient jdbc;
    private final String self;

    Leases(JdbcClient jdbc, MetadataProperties properties) {
        this.jdbc = jdbc;
        this.self = properties.node().id();
    }

    /** Whether the task is this instance's for {@code duration} from now, by the database's clock. */
    public boolean hold(String task, Duration duration) {
        return jdbc.sql(
                                """
                                insert into leases (task, holder, until)
                                values (:task, :self, now() + :millis * interval '1 millisecond')
                                on conflict (task) do update
                                set holder = excluded.holder, until = excluded.until
                                where leases.holder = excluded.holder or leases.until < now()
                                """)
                        .param("task", task)
                        .param("self", self)
                        .param("millis", duration.toMillis())
                        .update()
                > 0;
    }
}
