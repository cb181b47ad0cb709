package tv.headwater.ingest.publish;

import java.util.Map;
import org.jspecify.annotations.Nullable;
import tv.headwater.contract.TestMedia;
import tv.headwater.contract.event.SessionEndReason;
import tv.headwater.contract.media.FourCc;
import tv.headwater.ingest.flv.FlvTag;
import tv.headwater.ingest.rtmp.Publications.Publication;
import tv.headwater.ingest.rtmp.Publications.Publisher;

/** A connection that is dropped as a real one is, and sends test media. */
final class FakePublisher implements Publisher {

    volatile @Nullable SessionEndReason dropped;
    volatile boolean readable = true;
    private volatile @Nullable Publication publication;

    synchronized void publishes(Publication accepted) {
        publication = accepted;
        if (dropped != null) {
            accepted.closed(dropped);
        }
    }

    Publication publication() {
        return java.util.Objects.requireNonNull(publication);
    }

    @Override
    public String remoteAddress() {
        return "192.0.2.7";
    }

    @Override
    public synchronized void drop(SessionEndReason reason, String description) {
        if (dropped == null) {
            dropped = reason;
            if (publication != null) {
                publication.closed(reason);
            }
        }
    }

    @Override
    public void readable(boolean now) {
        readable = now;
    }

    void headers() {
        publication().on(new FlvTag.Metadata(Map.of("videocodecid", 7.0, "audiocodecid", 10.0)));
        publication().on(new FlvTag.VideoConfiguration(FourCc.AVC1, TestMedia.avcConfiguration()));
        publication()
                .on(
                        new FlvTag.AudioConfiguration(
                                FourCc.MP4A, TestMedia.audioSpecificConfiguration()));
    }

    /** The whole of the test media, {@code offset} ms late. */
    void media(int offset) {
        TestMedia.interleaved().forEach(unit -> send(unit, offset));
    }

    void send(TestMedia.Unit unit, int offset) {
        int ms = offset + Math.toIntExact(Math.round(unit.dts() / 90.0));
        publication().received(unit.payload().remaining());
        publication()
                .on(
                        unit.track() == TestMedia.VIDEO_TRACK
                                ? new FlvTag.VideoFrame(
                                        FourCc.AVC1,
                                        unit.randomAccess(),
                                        ms,
                                        Math.toIntExact(
                                                Math.round((unit.pts() - unit.dts()) / 90.0)),
                                        unit.payload())
                                : new FlvTag.AudioFrame(FourCc.MP4A, ms, unit.payload()));
    }

    void leave() {
        publication().closed(SessionEndReason.PUBLISHER_LEFT);
    }
}
