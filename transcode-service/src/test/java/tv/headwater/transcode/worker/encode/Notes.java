package tv.headwater.transcode.worker.encode;

import java.util.ArrayList;
import java.util.List;
import tv.headwater.contract.id.StreamId;
import tv.headwater.contract.media.MediaRecord;
import tv.headwater.transcode.wire.WireMessage;
import tv.headwater.transcode.worker.Output;

/** An output that keeps the notes. */
final class Notes implements Output {

    final List<String> lines = new ArrayList<>();

    @Override
    public void record(MediaRecord record) {
        throw new AssertionError("an encoder gives out no records");
    }

    @Override
    public void note(WireMessage.Level level, String text) {
        lines.add(level + " " + text);
    }

    @Override
    public void noPoster(StreamId streamId, String why) {
        throw new AssertionError("an encoder makes no posters");
    }
}
