package tv.headwater.metadata.stream;

import tv.headwater.contract.id.StreamId;

/** Knows whom a playback token lets in. */
@FunctionalInterface
public interface Admissions {

    /** Whether {@code token}, which may be anything, is valid for this stream now. */
    boolean admits(String token, StreamId streamId);
}
