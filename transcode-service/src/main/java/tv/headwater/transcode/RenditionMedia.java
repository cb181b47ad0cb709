package tv.headwater.transcode;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import tv.headwater.contract.id.StreamId;
import tv.headwater.transcode.log.RenditionMediaTopic;
import tv.headwater.transcode.stream.RenditionLog;

/** The topic, as the streams want it. */
record RenditionMedia(RenditionMediaTopic topic) implements RenditionLog {

    @Override
    public long claim(int lane, StreamId streamId, long hint, Truth truth) {
        return topic.claim(lane, streamId, hint, truth::record).base();
    }

    @Override
    public CompletableFuture<Long> append(int lane, StreamId streamId, List<ByteBuffer> records) {
        return topic.append(lane, streamId, records);
    }

    @Override
    public void release(StreamId streamId) {
        topic.release(streamId);
    }
}
