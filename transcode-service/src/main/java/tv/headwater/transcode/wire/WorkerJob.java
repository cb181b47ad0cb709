package tv.headwater.transcode.wire;

import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.annotation.JsonTypeName;
import java.util.List;
import java.util.Map;
import tv.headwater.contract.id.StreamId;
import tv.headwater.contract.stream.Ladder;
import tv.headwater.contract.stream.VideoCodec;
import tv.headwater.transcode.ladder.Profile;

/** What a worker is for; the first thing it is told. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
public sealed interface WorkerJob {

    /**
     * One stream's ladder. It gets the stream's source records, and gives out records of {@code rendition-media}, stamped and ready.
     *
     * @param encoders FFmpeg's names of the encoders to try for each codec, the first that opens is taken
     * @param preset the encoders' preset, empty for the profile's own
     * @param decoderThreads slices decoded at once, 1 to 16
     * @param maxPixels a source picture with more is refused
     * @param posterSeconds a poster is taken each so many seconds of media, 0 for none
     * @param firstSequence of the first record given out, in each rendition
     * @param resume what is there already; a rendition without one begins with the first segment it gets
     */
    @JsonTypeName("transcode")
    record Transcode(
            StreamId streamId,
            Ladder ladder,
            Profile profile,
            Map<VideoCodec, List<String>> encoders,
            String preset,
            int decoderThreads,
            int maxPixels,
            int posterSeconds,
            long firstSequence,
            List<Resume> resume)
            implements WorkerJob {

        public Transcode {
            encoders = Map.copyOf(encoders);
            resume = List.copyOf(resume);
        }
    }

    /**
     * Posters of any stream: for each CONFIG followed by one random-access unit of the same stream the answer is a poster record or
     * {@link WireMessage.NoPoster}.
     */
    @JsonTypeName("posters")
    record Posters(int maxPixels) implements WorkerJob {}
}
