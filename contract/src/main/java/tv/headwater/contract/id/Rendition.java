package tv.headwater.contract.id;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Set;

/** Names one rendition of a stream, as in its media URLs: 1 to 16 characters of {@code [a-z0-9-]}. */
public record Rendition(@JsonValue String value) {

    public static final int MAX_LENGTH = 16;

    /** The video as it was published. */
    public static final Rendition SOURCE = new Rendition("source");

    /** The audio, which every video rendition shares. */
    public static final Rendition AUDIO = new Rendition("audio");

    /** The audio as AAC, where the source's is something else. */
    public static final Rendition AUDIO_AAC = new Rendition("audio-aac");

    /** Pictures of the stream, each an access unit of codec {@code jpeg}; the newest is the poster. Not a rendition to play. */
    public static final Rendition POSTER = new Rendition("poster");

    /** Timed metadata of the stream, in {@code source-media} among the source's records. Not a rendition to play. */
    public static final Rendition METADATA = new Rendition("metadata");

    /** Where media URLs go on to the stream as MPEG-TS. Not a rendition to play. */
    public static final Rendition TRANSPORT = new Rendition("ts");

    /** Names that no rung of a ladder may have. */
    public static final Set<Rendition> RESERVED =
            Set.of(SOURCE, AUDIO, AUDIO_AAC, POSTER, METADATA, TRANSPORT);

    /**
     * @throws IllegalArgumentException if {@code value} has another form
     */
    @JsonCreator
    public Rendition {
        if (!isValid(value)) {
            throw new IllegalArgumentException("rendition is not 1 to 16 characters of [a-z0-9-]");
        }
    }

    public static boolean isValid(String value) {
        if (value.isEmpty() || value.length() > MAX_LENGTH || value.charAt(0) == '-') {
            return false;
        }
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if ((c < 'a' || c > 'z') && (c < '0' || c > '9') && c != '-') {
                return false;
            }
        }
        return true;
    }

    @Override
    public String toString() {
        return value;
    }
}
