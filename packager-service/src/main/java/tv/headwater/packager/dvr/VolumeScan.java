package tv.headwater.packager.dvr;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import tv.headwater.packager.segment.InitSegment;

/**
 * The intact records of a volume, found by reading all of it.
 *
 * @param segments in the order they lie in
 * @param end behind the last intact record
 * @param corrupt how many places before that are damaged
 */
record VolumeScan(List<Placement> segments, long end, int corrupt) {

    static VolumeScan of(VolumeReader reader, int volume, Inits inits) throws IOException {
        List<Placement> segments = new ArrayList<>();
        long length = reader.length();
        long offset = 0;
        long end = 0;
        int corrupt = 0;
        int damaged = 0;
        while (offset >= 0 && offset < length) {
            var head = reader.head(offset);
            if (head == null) {
                damaged++;
                offset = reader.nextMagic(offset + 1);
                continue;
            }
            long payload = reader.payloadOffset(offset);
            long next = payload + head.length();
            if (!reader.isIntact(payload, head)) {
                damaged++;
                // A cut payload may have been written over.
                offset = next > length ? reader.nextMagic(payload) : next;
                continue;
            }
            InitSegment init =
                    switch (head) {
                        case Head.Init found ->
                                inits.add(found.with(reader.read(payload, head.length())));
                        case Head.Media media -> inits.find(media);
                    };
            if (init == null) {
                damaged++;
            } else if (head instanceof Head.Media media) {
                segments.add(media.at(volume, (int) offset, init));
            }
            offset = next;
            end = next;
            corrupt += damaged;
            damaged = 0;
        }
        return new VolumeScan(segments, end, corrupt);
    }
}
