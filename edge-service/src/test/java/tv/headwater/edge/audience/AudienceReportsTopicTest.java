package tv.headwater.edge.audience;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import tv.headwater.contract.TestKafka;
import tv.headwater.contract.audience.AudienceReport.Present;
import tv.headwater.contract.audience.ViewerSet;
import tv.headwater.contract.id.NodeId;
import tv.headwater.contract.id.StreamId;
import tv.headwater.contract.log.AudienceTopic;

class AudienceReportsTopicTest {

    private static final NodeId NODE = new NodeId("edge-1");

    private static ViewerSet viewers(int from, int count) {
        return ViewerSet.of(LongStream.range(from, from + count).boxed().toList());
    }

    @Test
    void reportsAreOfBearableSizeAndCompleteByStream() {
        var now = new HashMap<StreamId, ViewerSet>();
        for (int i = 0; i < 40; i++) {
            now.put(StreamId.random(), viewers(i, 4_000));
        }
        var huge = StreamId.random();
        now.put(huge, viewers(0, 60_000));
        var left = StreamId.random();
        var reports = AudienceReportsTopic.reports(NODE, Instant.EPOCH, now, Set.of(left, huge));
        for (var report : reports) {
            int size = report.streams().stream().mapToInt(each -> each.viewers().size()).sum();
            assertThat(size <= AudienceReportsTopic.MAX_VIEWERS || report.streams().size() == 1)
                    .isTrue();
        }
        var said =
                reports.stream()
                        .flatMap(report -> report.streams().stream())
                        .collect(Collectors.toMap(Present::streamId, Present::viewers));
        now.put(left, ViewerSet.NONE);
        assertThat(said).isEqualTo(now);
        assertThat(AudienceReportsTopic.reports(NODE, Instant.EPOCH, Map.of(), Set.of())).isEmpty();
    }

    @Test
    void twoEdgesAddUpAndOneThatClosesTakesItsViewersAway() {
        var stream = StreamId.random();
        var atOne = new ConcurrentHashMap<>(Map.of(stream, viewers(0, 10)));
        var atTwo = Map.of(stream, viewers(5, 90_000));
        try (var kafka = TestKafka.started(1);
                var audience = new AudienceTopic(kafka.settings());
                var one =
                        new AudienceReportsTopic(kafka.settings(), NODE, () -> Map.copyOf(atOne))) {
            var two = new AudienceReportsTopic(kafka.settings(), new NodeId("edge-2"), () -> atTwo);
            await().until(() -> audience.audience().viewers(stream) == 90_005);
            two.close();
            await().until(() -> audience.audience().viewers(stream) == 10);
            atOne.clear();
            await().until(() -> audience.audience().viewers().isEmpty());
            assertThat(List.of(one)).hasSize(1);
        }
    }
}
