package tv.headwater.bench.edge;

import tv.headwater.contract.id.Rendition;
import tv.headwater.contract.id.StreamId;
import tv.headwater.contract.live.MediaPath;

/** What is asked for. */
final class Objects {

    static final StreamId STREAM = new StreamId("benchbenchbench0");

    /** 200 ms at 2.5 Mb/s, in bytes. */
    static final int PART_LENGTH = 62_500;

    static final int BIG_PART_LENGTH = 64 * 1024;
    static final int PLAYLIST_LENGTH = 1024;

    /** A part of {@link #PART_LENGTH}. */
    static final String PART = part(1);

    /** A part of {@link #BIG_PART_LENGTH}. */
    static final String BIG_PART = part(2);

    /** A playlist that answers a blocking reload, and stays in caches. */
    static final String PLAYLIST =
            new MediaPath.MediaPlaylist(STREAM, Rendition.SOURCE).path()
                    + "?_HLS_msn=1&_HLS_part=1";

    private Objects() {}

    /** From number 10 on, a part that the origin gives out only once it is released. */
    static String part(int number) {
        return new MediaPath.Part(STREAM, Rendition.SOURCE, 1, number).path();
    }

    /** A blocking reload that the origin answers only once it is released. */
    static String heldPlaylist(int msn) {
        return new MediaPath.MediaPlaylist(STREAM, Rendition.SOURCE).path()
                + "?_HLS_msn="
                + msn
                + "&_HLS_part=1";
    }
}
