package tv.headwater.transcode.worker.ladder;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import tv.headwater.contract.id.Rendition;
import tv.headwater.contract.id.StreamId;
import tv.headwater.contract.media.AccessUnit;
import tv.headwater.contract.media.MediaRecord;
import tv.headwater.contract.media.MediaRecordCodec;
import tv.headwater.transcode.wire.WireMessage;
import tv.headwater.transcode.worker.Output;

/** Keeps what a task gives out, after a trip through the bytes of the log. */
final class Recorder implements Output {

    private final List<MediaRecord> records = new ArrayList<>();
    private final List<String> notes = new CopyOnWriteArrayList<>();

    @Override
    public synchronized void record(MediaRecord record) {
        records.add(MediaRecordCodec.decode(ByteBuffer.wrap(MediaRecordCodec.encode(record))));
    }

    @Override
    public void note(WireMessage.Level level, String text) {
        notes.add(level + " " + text);
    }

    @Override
    public void noPoster(StreamId streamId, String why) {
        notes.add("no poster: " + why);
    }

    synchronized List<MediaRecord> records() {
        return List.copyOf(records);
    }

    List<MediaRecord> of(Rendition rendition) {
        return records().stream().filter(r -> r.stamp().rendition().equals(rendition)).toList();
    }

    List<AccessUnit> units(Rendition rendition) {
        return of(rendition).stream()
                .filter(AccessUnit.class::isInstance)
                .map(AccessUnit.class::cast)
                .toList();
    }

    List<String> notes() {
        return notes;
    }
}
