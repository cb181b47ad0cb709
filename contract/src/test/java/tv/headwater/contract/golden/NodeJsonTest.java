package tv.headwater.contract.golden;

import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tv.headwater.contract.id.NodeId;
import tv.headwater.contract.id.Rendition;
import tv.headwater.contract.id.StreamId;
import tv.headwater.contract.node.LadderHealth;
import tv.headwater.contract.node.NodeRole;
import tv.headwater.contract.node.NodeStatus;
import tv.headwater.contract.node.SourceHealth;

/** {@link NodeStatus} as {@code nodes} keeps it. */
class NodeJsonTest {

    private static final StreamId ID = new StreamId("abcdefgh01234567");
    private static final Instant STARTED = Instant.parse("2026-11-22T12:00:00Z");
    private static final Instant BEAT = Instant.parse("2026-11-22T12:00:10.5Z");

    static Stream<Golden> values() {
        return Stream.of(
                Golden.of(
                        "node_status_ingest",
                        new NodeStatus(
                                new NodeId("ingest-1"),
                                NodeRole.INGEST,
                                "0.1.0",
                                URI.create("http://10.0.0.1:9083"),
                                "rtmp://{host}:1935/live",
                                STARTED,
                                BEAT,
                                0.25,
                                false,
                                false,
                                List.of(
                                        new NodeStatus.Held(
                                                ID, 1024L, STARTED.plusSeconds(10), null, null)))),
                Golden.of(
                        "node_status_edge",
                        new NodeStatus(
                                new NodeId("edge-1"),
                                NodeRole.EDGE,
                                "0.1.0",
                                URI.create("http://10.0.0.2:8090"),
                                null,
                                STARTED,
                                BEAT,
                                0,
                                true,
                                true,
                                List.of(NodeStatus.Held.of(ID)))),
                Golden.of(
                        "node_status_ingest_measured",
                        new NodeStatus(
                                new NodeId("ingest-1"),
                                NodeRole.INGEST,
                                "0.1.0",
                                URI.create("http://10.0.0.1:9083"),
                                null,
                                STARTED,
                                BEAT,
                                0.25,
                                false,
                                false,
                                List.of(
                                        new NodeStatus.Held(
                                                ID,
                                                1024L,
                                                STARTED.plusSeconds(10),
                                                new SourceHealth(
                                                        new SourceHealth.Video(
                                                                "avc1", 1280, 720, 29.97, 2_900_000,
                                                                2.0, true, null),
                                                        new SourceHealth.Audio(
                                                                "mp4a", 48_000, 2, 128_000, null),
                                                        3_050_000,
                                                        0,
                                                        12),
                                                null)))),
                Golden.of(
                        "node_status_transcoder",
                        new NodeStatus(
                                new NodeId("transcoder-1"),
                                NodeRole.TRANSCODER,
                                "0.1.0",
                                URI.create("http://10.0.0.3:9084"),
                                null,
                                STARTED,
                                BEAT,
                                0.5,
                                false,
                                false,
                                List.of(3, 7),
                                List.of(
                                        NodeStatus.Held.of(
                                                ID,
                                                new LadderHealth(
                                                        List.of(
                                                                new LadderHealth.Rung(
                                                                        new Rendition("480p"),
                                                                        "avc1",
                                                                        854,
                                                                        480,
                                                                        "libx264",
                                                                        LadderHealth.State.SHED)),
                                                        1.5,
                                                        40,
                                                        1,
                                                        0,
                                                        3))))),
                Golden.of(
                        "node_status_transcoder_capacity",
                        new NodeStatus(
                                new NodeId("transcoder-1"),
                                NodeRole.TRANSCODER,
                                "0.1.0",
                                URI.create("http://10.0.0.3:9084"),
                                null,
                                STARTED,
                                BEAT,
                                0.5,
                                6.4,
                                false,
                                false,
                                List.of(3, 7),
                                List.of())));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("values")
    void isWrittenAndReadAsItStands(Golden golden) {
        golden.check();
    }
}
