package tv.headwater.metadata.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import tv.headwater.contract.id.NodeId;
import tv.headwater.contract.id.StreamId;
import tv.headwater.contract.node.LadderHealth;
import tv.headwater.contract.node.NodeRole;
import tv.headwater.contract.node.NodeStatus;
import tv.headwater.contract.node.NodeStatus.Held;
import tv.headwater.contract.node.SourceHealth;

class VitalsTest {

    private static final StreamId ID = new StreamId("abcdefgh01234567");
    private static final Instant AT = Instant.parse("2026-11-22T12:00:00Z");

    private static NodeStatus node(NodeRole role, String id, int second, Held... holds) {
        return new NodeStatus(
                new NodeId(id),
                role,
                "test",
                URI.create("http://localhost:1"),
                null,
                AT,
                AT.plusSeconds(second),
                0,
                false,
                false,
                List.of(holds));
    }

    private static Held ingested(long epoch, long bitrate) {
        return new Held(ID, epoch, AT, new SourceHealth(null, null, bitrate, 0, 0), null);
    }

    private static Held transcoded(long lag) {
        return Held.of(ID, new LadderHealth(List.of(), 1, lag, 0, 0, 0));
    }

    @Test
    void areOfTheNewestSessionAndOfTheTranscoderThatSpokeLast() {
        var beats =
                List.of(
                        node(NodeRole.INGEST, "i1", 9, ingested(1024, 1)),
                        node(NodeRole.INGEST, "i2", 5, ingested(2048, 2)),
                        node(NodeRole.TRANSCODER, "t1", 7, transcoded(70)),
                        node(NodeRole.TRANSCODER, "t2", 3, transcoded(30)),
                        node(NodeRole.PACKAGER, "p1", 20, Held.of(ID)));
        for (var order : List.of(beats, beats.reversed())) {
            var vitals = Vitals.of(order).get(ID);
            assertThat(vitals)
                    .isEqualTo(
                            new Vitals(
                                    2048L,
                                    new SourceHealth(null, null, 2, 0, 0),
                                    true,
                                    new LadderHealth(List.of(), 1, 70, 0, 0, 0),
                                    AT.plusSeconds(7)));
        }
    }

    @Test
    void areOfOneNodeAlone() {
        assertThat(Vitals.of(List.of(node(NodeRole.TRANSCODER, "t1", 7, transcoded(1)))).get(ID))
                .satisfies(vitals -> {
                    assertThat(vitals.source()).isNull();
                    assertThat(vitals.transcoded()).isTrue();
                    assertThat(vitals.measuredAt()).isEqualTo(AT.plusSeconds(7));
                });
        assertThat(Vitals.of(List.of(node(NodeRole.INGEST, "i1", 1, ingested(1, 1)))).get(ID))
                .satisfies(vitals -> {
                    assertThat(vitals.transcoded()).isFalse();
                    assertThat(vitals.measuredAt()).isEqualTo(AT.plusSeconds(1));
                });
        assertThat(Vitals.of(List.of(node(NodeRole.PACKAGER, "p1", 1, Held.of(ID))))).isEmpty();
    }
}
