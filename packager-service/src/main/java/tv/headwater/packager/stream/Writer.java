package tv.headwater.packager.stream;

import tv.headwater.contract.id.Rendition;

/** Who wrote a record: each kind of writer has a topic of its own, and renditions nobody else writes. */
public enum Writer {
    /** Of {@code source-media}. */
    INGEST,
    /** Of {@code rendition-media}. */
    TRANSCODER;

    boolean writes(Rendition rendition) {
        return switch (this) {
            case INGEST -> rendition.equals(Rendition.SOURCE);
            case TRANSCODER ->
                    !rendition.equals(Rendition.SOURCE) && !rendition.equals(Rendition.AUDIO);
        };
    }
}
