package tv.headwater.transcode.wire;

import java.util.Set;
import tv.headwater.contract.id.Rendition;

/**
 * What of a rendition stands in the log already. Segments below {@code segment} are complete; of {@code segment} the units with these
 * pts are there. Everything else is still to be given out, beginning with an IDR.
 *
 * @param lastDts of the newest unit in the log, in ticks; what follows has a greater one
 */
public record Resume(Rendition rendition, long segment, Set<Long> emitted, long lastDts) {

    public Resume {
        emitted = Set.copyOf(emitted);
    }
}
