package tv.headwater.transcode.process;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import tv.headwater.contract.TestMedia;
import tv.headwater.contract.media.AccessUnit;
import tv.headwater.contract.media.FourCc;
import tv.headwater.contract.media.MediaRecordCodec;
import tv.headwater.contract.stream.Ladder;
import tv.headwater.transcode.ladder.Profile;
import tv.headwater.transcode.wire.WireMessage;
import tv.headwater.transcode.wire.WorkerJob;

/** Jobs and records for {@link tv.headwater.transcode.worker.TestWorker}. */
final class TestJobs {

    private TestJobs() {}

    static WorkerJob job(String behaviour) {
        return new WorkerJob.Transcode(
                TestMedia.STREAM,
                Ladder.AUTO,
                Profile.LOW_LATENCY,
                Map.of(),
                behaviour,
                1,
                3840 * 2160,
                0,
                0,
                List.of());
    }

    static WireMessage.Media record(int sequence, int payload) {
        return new WireMessage.Media(
                ByteBuffer.wrap(
                        MediaRecordCodec.encode(
                                new AccessUnit(
                                        TestMedia.stamp(1, sequence, 1),
                                        1,
                                        FourCc.AVC1,
                                        true,
                                        sequence,
                                        sequence,
                                        ByteBuffer.allocate(payload)))));
    }
}
