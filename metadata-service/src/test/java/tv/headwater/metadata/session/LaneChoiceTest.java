package tv.headwater.metadata.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import tv.headwater.contract.id.NodeId;
import tv.headwater.contract.id.StreamId;
import tv.headwater.contract.node.NodeRole;
import tv.headwater.contract.node.NodeStatus;
import tv.headwater.metadata.session.LaneChoice.Use;

class LaneChoiceTest {

    private static final Instant AT = Instant.parse("2026-11-22T12:00:00Z");

    private static Use free(int lane) {
        return new Use(lane, 0, 0, Set.of());
    }

    private static Use used(int lane, int live, int kept, String... laddered) {
        return new Use(lane, live, kept, Set.of(laddered));
    }

    private static NodeStatus transcoder(
            String id, double load, boolean draining, List<Integer> lanes, String... holds) {
        return transcoder(id, load, null, draining, lanes, holds);
    }

    private static NodeStatus transcoder(
            String id,
            double load,
            @Nullable Double capacity,
            boolean draining,
            List<Integer> lanes,
            String... holds) {
        return new NodeStatus(
                new NodeId(id),
                NodeRole.TRANSCODER,
                "test",
                URI.create("http://localhost:1"),
                null,
                AT,
                AT.plusMillis(id.hashCode() & 1),
                load,
                capacity,
                draining,
                false,
                lanes,
                Stream.of(holds).map(StreamId::new).map(NodeStatus.Held::of).toList());
    }

    private static String stream(int n) {
        return "stream%010d".formatted(n);
    }

    @Test
    void withoutTranscodersTheFewestStreamsDecide() {
        var lanes = List.of(used(0, 1, 1), used(1, 0, 1), free(3), free(2));
        assertThat(LaneChoice.ofLadder(lanes, List.of())).isEqualTo(2);
        assertThat(LaneChoice.ofSource(lanes)).isEqualTo(2);
        var full = List.of(used(0, 2, 2), used(1, 1, 3), used(2, 1, 2));
        assertThat(LaneChoice.ofLadder(full, List.of())).isEqualTo(2);
        assertThat(LaneChoice.ofSource(full)).isEqualTo(2);
    }

    @Test
    void amongFreeLanesTheTranscoderWithTheLowestLoadDecides() {
        var lanes = List.of(free(0), free(1), free(2), free(3));
        var transcoders =
                List.of(
                        transcoder("a", 0.6, false, List.of(0, 1)),
                        transcoder("b", 0.2, false, List.of(2, 3)));
        assertThat(LaneChoice.ofLadder(lanes, transcoders)).isEqualTo(2);
        assertThat(LaneChoice.ofSource(lanes)).isZero();
        var lastOfB = List.of(free(0), free(1), used(2, 1, 1), free(3));
        assertThat(LaneChoice.ofLadder(lastOfB, transcoders)).isEqualTo(3);
    }

    @Test
    void aLargeTranscoderGetsMoreThanASmallOne() {
        var lanes = List.of(free(0), free(1));
        var small = transcoder("a", 0.1, 1.6, false, List.of(0), stream(1));
        assertThat(
                        LaneChoice.ofLadder(
                                lanes,
                                List.of(
                                        small,
                                        transcoder("b", 0.3, 12.8, false, List.of(1), stream(2)))))
                .isEqualTo(1);
        assertThat(
                        LaneChoice.ofLadder(
                                lanes,
                                List.of(
                                        small,
                                        transcoder("b", 0.4, 12.8, false, List.of(1), stream(2)))))
                .isZero();
    }

    @Test
    void aFreeLaneGoesBeforeAnIdleTranscoder() {
        var lanes = List.of(free(0), used(1, 1, 1));
        var transcoders =
                List.of(
                        transcoder("a", 0.9, false, List.of(0)),
                        transcoder("b", 0, false, List.of(1)));
        assertThat(LaneChoice.ofLadder(lanes, transcoders)).isZero();
    }

    @Test
    void whoHoldsFewerGetsItWhereTheLoadIsTheSame() {
        var lanes = List.of(free(0), free(1));
        var transcoders =
                List.of(
                        transcoder("a", 0.5, false, List.of(0), stream(1), stream(2)),
                        transcoder("b", 0.5, false, List.of(1), stream(3)));
        assertThat(LaneChoice.ofLadder(lanes, transcoders)).isEqualTo(1);
    }

    @Test
    void lanesNoTranscoderHasComeLast() {
        var lanes = List.of(free(0), free(1), free(2));
        var transcoders =
                List.of(
                        transcoder("a", 0.1, true, List.of(0)),
                        transcoder("b", 0.99, false, List.of(2)));
        assertThat(LaneChoice.ofLadder(lanes, transcoders)).isEqualTo(2);
        assertThat(LaneChoice.ofLadder(List.of(free(0), free(1), used(2, 1, 1)), transcoders))
                .isZero();
    }

    @Test
    void aLaneOnTheMoveCountsAsTheOnesThatSpokeLast() {
        var lanes = List.of(free(0), free(1));
        var lost = transcoder("b", 0, false, List.of(0));
        var has = transcoder("a", 0.8, false, List.of(0));
        assertThat(has.at()).isAfter(lost.at());
        var other = transcoder("c", 0.5, false, List.of(1));
        assertThat(LaneChoice.ofLadder(lanes, List.of(lost, other, has))).isEqualTo(1);
        assertThat(LaneChoice.ofLadder(lanes, List.of(has, lost, other))).isEqualTo(1);
    }

    @Test
    void streamsThatComeBetweenTwoBeatsAreSpread() {
        var transcoders =
                List.of(
                        transcoder("a", 0, false, IntStream.range(0, 8).boxed().toList()),
                        transcoder("b", 0.05, false, IntStream.range(8, 16).boxed().toList()));
        var lanes = new HashMap<Integer, Use>();
        IntStream.range(0, 16).forEach(lane -> lanes.put(lane, free(lane)));
        var chosen = new ArrayList<Integer>();
        for (int i = 0; i < 6; i++) {
            int lane = LaneChoice.ofLadder(lanes.values(), transcoders);
            chosen.add(lane);
            lanes.put(lane, used(lane, 1, 1, stream(i)));
        }
        assertThat(chosen).containsExactly(0, 8, 1, 9, 2, 10);
        assertThat(new HashSet<>(chosen)).hasSameSizeAs(chosen);
    }

    @Test
    void aStreamWithoutALadderIsNoBurden() {
        var transcoders =
                List.of(
                        transcoder("a", 0, false, List.of(0, 1)),
                        transcoder("b", 0.05, false, List.of(2, 3)));
        var lanes = List.of(used(0, 1, 1), free(1), free(2), free(3));
        assertThat(LaneChoice.ofLadder(lanes, transcoders)).isEqualTo(1);
    }
}
