package tv.headwater.transcode.worker.ladder;

import java.util.List;
import java.util.Map;
import tv.headwater.contract.TestMedia;
import tv.headwater.contract.id.Rendition;
import tv.headwater.contract.media.MediaRecord;
import tv.headwater.contract.stream.Ladder;
import tv.headwater.contract.stream.VideoCodec;
import tv.headwater.transcode.ladder.Profile;
import tv.headwater.transcode.wire.Resume;
import tv.headwater.transcode.wire.WorkerJob;

/** What the tests' tasks are to do: two small rungs. */
final class Jobs {

    static final Rendition HIGH = new Rendition("high");
    static final Rendition LOW = new Rendition("low");
    static final List<Rendition> BOTH = List.of(HIGH, LOW);
    static final long FIRST_SEQUENCE = 5L << 30;
    static final Ladder LADDER =
            new Ladder.Rungs(
                    List.of(
                            new Ladder.Rung(HIGH, 192, 300_000, VideoCodec.H264),
                            new Ladder.Rung(LOW, 144, 150_000, VideoCodec.H264)));
    private static final int MAX_PIXELS = 3840 * 2160;

    private Jobs() {}

    static WorkerJob.Transcode job(Profile profile) {
        return job(LADDER, profile, FIRST_SEQUENCE, List.of());
    }

    static WorkerJob.Transcode job(
            Ladder ladder, Profile profile, long firstSequence, List<Resume> resume) {
        return new WorkerJob.Transcode(
                TestMedia.STREAM,
                ladder,
                profile,
                Map.of(
                        VideoCodec.H264, List.of("libx264"),
                        VideoCodec.HEVC, List.of("libx265"),
                        VideoCodec.AV1, List.of("libsvtav1")),
                "",
                1,
                MAX_PIXELS,
                0,
                firstSequence,
                resume);
    }

    /** What a task makes of records that are all there is. */
    static Recorder run(WorkerJob.Transcode job, List<MediaRecord> records) {
        var recorder = new Recorder();
        try (var task = new LadderTask(job, recorder)) {
            records.forEach(task::media);
        }
        return recorder;
    }
}
