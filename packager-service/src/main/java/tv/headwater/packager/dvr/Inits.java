package tv.headwater.packager.dvr;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tv.headwater.packager.segment.InitSegment;

/** The init segments met while a rendition's volumes are opened, each one once. */
final class Inits {

    private record Key(long id, long number) {}

    private final Map<Key, InitSegment> known = new HashMap<>();

    /** This one, or the same met before. */
    InitSegment add(InitSegment init) {
        return known.merge(
                new Key(init.id(), init.number()),
                init,
                (before, now) -> before.equals(now) ? before : now);
    }

    @Nullable InitSegment find(Head.Media media) {
        return known.get(new Key(media.initId(), media.initNumber()));
    }
}
