package tv.headwater.contract.audience;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import tv.headwater.contract.id.NodeId;
import tv.headwater.contract.id.StreamId;
import tv.headwater.contract.log.Json;

class AudienceTest {

    private static final StreamId STREAM = new StreamId("abcdefgh01234567");
    private static final StreamId OTHER = new StreamId("abcdefgh01234568");
    private static final Instant START = Instant.parse("2026-11-22T12:00:00Z");

    private Instant now = START;
    private final InstantSource source = () -> now;
    private final Audience audience = new Audience(source.withZone(ZoneOffset.UTC));

    private static AudienceReport report(String node, StreamId stream, String... sessions) {
        var viewers = ViewerSet.of(Arrays.stream(sessions).map(ViewerSet::viewer).toList());
        return new AudienceReport(
                new NodeId(node), START, List.of(new AudienceReport.Present(stream, viewers)));
    }

    @Test
    void aViewerOfTwoEdgesCountsOnce() {
        audience.on(report("edge-1", STREAM, "ann", "bob"));
        audience.on(report("edge-2", STREAM, "bob", "cem"));
        audience.on(report("edge-2", OTHER, "ann"));

        assertThat(audience.viewers(STREAM)).isEqualTo(3);
        assertThat(audience.viewers())
                .containsOnly(java.util.Map.entry(STREAM, 3), java.util.Map.entry(OTHER, 1));
    }

    @Test
    void aLaterReportReplacesTheEarlier() {
        audience.on(report("edge-1", STREAM, "ann", "bob"));
        audience.on(report("edge-1", STREAM, "bob"));
        assertThat(audience.viewers(STREAM)).isEqualTo(1);

        audience.on(report("edge-1", STREAM));
        assertThat(audience.viewers(STREAM)).isZero();
        assertThat(audience.viewers()).isEmpty();
    }

    @Test
    void whatASilentEdgeSaidHoldsNoLonger() {
        audience.on(report("edge-1", STREAM, "ann"));
        now = START.plusSeconds(3);
        audience.on(report("edge-2", STREAM, "bob"));
        now = START.plus(Audience.SILENCE).minusMillis(1);
        assertThat(audience.viewers(STREAM)).isEqualTo(2);

        now = START.plus(Audience.SILENCE);
        assertThat(audience.viewers(STREAM)).isEqualTo(1);

        now = START.plusSeconds(20);
        assertThat(audience.viewers()).isEmpty();
    }

    @Test
    void setsReadAsTheyWereWritten() {
        var set = ViewerSet.of(List.of(3L, -1L, 3L, Long.MIN_VALUE));

        assertThat(set.size()).isEqualTo(3);
        assertThat(Json.read(Json.write(set), ViewerSet.class)).isEqualTo(set);
        assertThat(ViewerSet.ofBase64("")).isEqualTo(ViewerSet.NONE);
        assertThatIllegalArgumentException().isThrownBy(() -> ViewerSet.ofBase64("AAAA"));
        assertThatIllegalArgumentException().isThrownBy(() -> ViewerSet.ofBase64("%%%%"));
    }
}
