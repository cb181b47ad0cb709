package tv.headwater.ingest.stamp;

/** What onMetaData says of the tracks to come. */
public enum Expectation {
    UNKNOWN,
    VIDEO_ONLY,
    AUDIO_ONLY,
    BOTH
}
