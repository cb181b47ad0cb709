package tv.headwater.contract.media;

/** One record of {@code source-media} or {@code rendition-media}; {@link MediaRecordCodec} gives its bytes. */
public sealed interface MediaRecord permits SessionRecord, Claim, TimedMetadata {

    /** Media time runs in ticks of 1/90000 s, 64 bit, unwrapped, never negative. */
    int TICKS_PER_SECOND = 90_000;

    Stamp stamp();

    /** The same in another place. */
    MediaRecord stamped(Stamp place);
}
