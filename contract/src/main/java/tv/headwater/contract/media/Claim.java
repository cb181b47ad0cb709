package tv.headwater.contract.media;

/**
 * CLAIM: a transcoder takes a stream's renditions over. It stands in {@code rendition-media} alone. Whatever comes after it with
 * a sequence lower than its own was written by somebody who does not know yet that it has been replaced: readers drop it,
 * whichever rendition and epoch it has. What comes before it stands, and is all that the claimer has to continue from.
 *
 * @param stamp names the stream and the sequence from which the claimer counts; of the rest nothing means anything
 */
public record Claim(Stamp stamp) implements MediaRecord {

    @Override
    public Claim stamped(Stamp place) {
        return new Claim(place);
    }
}
