package tv.headwater.metadata.health;

import java.sql.Timestamp;
import java.time.Clock;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;
import tv.headwater.contract.api.StreamHealth.Issue;
import tv.headwater.contract.id.StreamId;
import tv.headwater.metadata.health.IssueTimeline.Change;
import tv.headwater.metadata.health.IssueTimeline.IssueOf;
import tv.headwater.metadata.stream.StreamJournal;
import tv.headwater.metadata.stream.StreamRow;
import tv.headwater.metadata.stream.StreamRows;

/** The issues that owners were told of and that last; what begins and ends is told in the same transaction, once. */
@Service
class OpenIssues {

    private static final String EVENT = "live_stream.warning";

    private final StreamRows streams;
    private final StreamJournal journal;
    private final JdbcClient jdbc;
    private final Clock clock;

    OpenIssues(StreamRows streams, StreamJournal journal, JdbcClient jdbc, Clock clock) {
        this.streams = streams;
        this.journal = journal;
        this.jdbc = jdbc;
        this.clock = clock;
    }

    Set<IssueOf> all() {
        return new HashSet<>(
                jdbc.sql("select stream_id, code from stream_issues")
                        .query((row, _) ->
                                new IssueOf(new StreamId(row.getString(1)), row.getString(2)))
                        .list());
    }

    @Transactional
    void on(Change change) {
        streams.lock(change.streamId().value())
                .ifPresent(stream -> {
                    switch (change) {
                        case Change.Begun begun -> begin(stream, begun.issue());
                        case Change.Ended ended -> end(stream, ended.code());
                    }
                });
    }

    private void begin(StreamRow stream, Issue issue) {
        if (!stream.status().isLive()) {
            return;
        }
        var now = clock.instant();
        int added =
                jdbc.sql(
                                """
                                insert into stream_issues (stream_id, code, severity, message, since)
                                values (?, ?, ?, ?, ?) on conflict do nothing
                                """)
                        .param(stream.id().value())
                        .param(issue.code())
                        .param(severity(issue))
                        .param(issue.message())
                        .param(Timestamp.from(now))
                        .update();
        if (added > 0) {
            journal.happened(
                    stream,
                    EVENT,
                    now,
                    Map.of(
                            "state", "begun",
                            "code", issue.code(),
                            "severity", severity(issue),
                            "message", issue.message()));
        }
    }

    private void end(StreamRow stream, String code) {
        jdbc.sql(
                        """
                        delete from stream_issues where stream_id = ? and code = ?
                        returning severity, message, since
                        """)
                .param(stream.id().value())
                .param(code)
                .query((row, _) ->
                        Map.<String, Object>of(
                                "state", "ended",
                                "code", code,
                                "severity", row.getString("severity"),
                                "message", row.getString("message"),
                                "since", row.getTimestamp("since").toInstant().toString()))
                .optional()
                .ifPresent(detail -> journal.happened(stream, EVENT, clock.instant(), detail));
    }

    private static String severity(Issue issue) {
        return issue.severity().name().toLowerCase(Locale.ROOT);
    }
}
