package tv.headwater.metadata;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.MeterRegistry;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;

class RetentionTest {

    private final TestCluster cluster = TestCluster.get();
    private final JdbcClient jdbc = cluster.context.getBean(JdbcClient.class);
    private final Http anonymous = cluster.http;
    private final Http owner =
            Users.broadcaster(anonymous.loggedIn("admin", TestCluster.ADMIN_PASSWORD), anonymous);

    private void event(String stream, long seq, int daysAgo) {
        jdbc.sql(
                        "insert into stream_events values (?, ?, 'test', now() - ? * interval '1 day', '{}')")
                .param(stream)
                .param(seq)
                .param(daysAgo)
                .update();
    }

    private void metadata(String stream, String id, int daysAgo) {
        jdbc.sql(
                        "insert into timed_metadata values (?, ?, 1, 0, '{}', now() - ? * interval '1 day')")
                .param(stream)
                .param(id)
                .param(daysAgo)
                .update();
    }

    private void viewers(String stream, int daysAgo) {
        jdbc.sql("insert into viewer_samples values (?, now() - ? * interval '1 day', ?)")
                .param(stream)
                .param(daysAgo)
                .param(daysAgo)
                .update();
    }

    private String webhook() {
        return owner.post(
                        "/api/v1/webhooks",
                        "{\"url\":\"https://example.com/\",\"events\":[\"live_stream.idle\"]}")
                .json()
                .get("id")
                .asString();
    }

    private void delivery(String webhook, String event, Integer finishedDaysAgo) {
        jdbc.sql(
                        """
                        insert into webhook_deliveries
                            (webhook_id, stream_id, event_id, type, body, created_at, expires_at, finished_at)
                        values (?::uuid, 'aaaaaaaaaaaaaaaa', ?, 'test', '{}', now() - interval '100 days', now(),
                            now() - ?::int * interval '1 day')
                        """)
                .param(webhook)
                .param(event)
                .param(finishedDaysAgo)
                .update();
    }

    private void session(String stream, long epoch, int startedDaysAgo, Integer endedDaysAgo) {
        jdbc.sql(
                        """
                        insert into publish_sessions (stream_id, epoch, node, remote_address, granted_at, started_at, ended_at)
                        values (?, ?, 'ingest-1', '192.0.2.7', now() - ? * interval '1 day', now(),
                            now() - ?::int * interval '1 day')
                        """)
                .param(stream)
                .param(epoch)
                .param(startedDaysAgo)
                .param(endedDaysAgo)
                .update();
    }

    private double pruned(String table) {
        return cluster.context
                .getBean(MeterRegistry.class)
                .counter("headwater.metadata.pruned.rows", "table", table)
                .count();
    }

    @Test
    void forgetsWhatIsOlderThanConfiguredAndNothingElse() {
        var stream = Users.stream(owner).get("id").asString();
        double eventsBefore = pruned("stream_events");
        double sessionsBefore = pruned("publish_sessions");
        for (int i = 0; i < 25; i++) {
            event(stream, 1000 + i, 91 + i);
        }
        event(stream, 2000, 89);
        metadata(stream, "old0000000000001", 91);
        metadata(stream, "new0000000000001", 89);
        viewers(stream, 31);
        viewers(stream, 29);
        var webhook = webhook();
        delivery(webhook, "old", 31);
        delivery(webhook, "new", 29);
        delivery(webhook, "pending", null);
        session(stream, 1, 200, 91);
        session(stream, 2, 200, 89);
        session(stream, 3, 0, null);

        await("what is old is gone")
                .untilAsserted(() -> {
                    assertThat(
                                    jdbc.sql(
                                                    "select seq from stream_events where stream_id = ? order by seq")
                                            .param(stream)
                                            .query(Long.class)
                                            .list())
                            .containsExactly(1L, 2000L);
                    assertThat(
                                    jdbc.sql(
                                                    "select epoch from publish_sessions where stream_id = ? order by epoch")
                                            .param(stream)
                                            .query(Long.class)
                                            .list())
                            .containsExactly(2L, 3L);
                    assertThat(
                                    jdbc.sql("select id from timed_metadata where stream_id = ?")
                                            .param(stream)
                                            .query(String.class)
                                            .list())
                            .containsExactly("new0000000000001");
                    assertThat(
                                    jdbc.sql(
                                                    "select viewers from viewer_samples where stream_id = ?")
                                            .param(stream)
                                            .query(Integer.class)
                                            .list())
                            .containsExactly(29);
                    assertThat(
                                    jdbc.sql(
                                                    "select event_id from webhook_deliveries where webhook_id = ?::uuid order by id")
                                            .param(webhook)
                                            .query(String.class)
                                            .list())
                            .containsExactly("new", "pending");
                });
        assertThat(pruned("stream_events")).isEqualTo(eventsBefore + 25);
        assertThat(pruned("publish_sessions")).isEqualTo(sessionsBefore + 1);
        var path = "/api/v1/live-streams/" + stream;
        assertThat(owner.post(path + "/disable", "").status()).isEqualTo(200);
        assertThat(owner.get(path + "/events?after=1").json().get("items").get(0).get("seq"))
                .as("numbers go on")
                .hasToString("2");
    }
}
