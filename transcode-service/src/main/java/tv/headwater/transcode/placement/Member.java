package tv.headwater.transcode.placement;

import java.util.Optional;
import java.util.Set;

/**
 * One node of the group, as it asks for lanes.
 *
 * @param generation of the group in which it got its lanes; where two say a lane is theirs, the later has it
 * @param lanes it has now
 * @param load empty if what it said cannot be read: it keeps what it has, and gets more only if nobody else can
 */
public record Member(String id, int generation, Set<Integer> lanes, Optional<NodeLoad> load) {

    public Member {
        lanes = Set.copyOf(lanes);
    }
}
