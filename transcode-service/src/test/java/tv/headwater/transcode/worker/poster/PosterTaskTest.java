package tv.headwater.transcode.worker.poster;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import tv.headwater.contract.TestMedia;
import tv.headwater.contract.id.Rendition;
import tv.headwater.contract.id.StreamId;
import tv.headwater.contract.media.AccessUnit;
import tv.headwater.contract.media.Configuration;
import tv.headwater.contract.media.EndOfSession;
import tv.headwater.contract.media.FourCc;
import tv.headwater.contract.media.MediaRecord;
import tv.headwater.contract.media.Stamp;
import tv.headwater.transcode.wire.WireMessage;
import tv.headwater.transcode.wire.WorkerJob;
import tv.headwater.transcode.worker.Output;

class PosterTaskTest {

    private static final Stamp STAMP = TestMedia.stamp(7, 42, 3);

    private final Answers answers = new Answers();
    private final PosterTask task = new PosterTask(new WorkerJob.Posters(3840 * 2160), answers);

    private static final class Answers implements Output {

        final List<AccessUnit> posters = new ArrayList<>();
        final List<String> refusals = new ArrayList<>();

        @Override
        public void record(MediaRecord record) {
            posters.add((AccessUnit) record);
        }

        @Override
        public void note(WireMessage.Level level, String text) {
            throw new AssertionError(text);
        }

        @Override
        public void noPoster(StreamId streamId, String why) {
            assertThat(streamId).isEqualTo(STAMP.streamId());
            refusals.add(why);
        }
    }

    private static Configuration configuration() {
        return new Configuration(STAMP, false, TestMedia.config());
    }

    private static AccessUnit keyFrame() {
        return TestMedia.video().get(60).stamped(STAMP);
    }

    @Test
    void aConfigurationAndAKeyFrameMakeAPoster() throws IOException {
        task.media(configuration());
        task.media(keyFrame());

        assertThat(answers.refusals).isEmpty();
        var poster = answers.posters.getFirst();
        assertThat(poster.stamp())
                .isEqualTo(
                        new Stamp(
                                STAMP.streamId(),
                                Rendition.POSTER,
                                7,
                                42,
                                3,
                                STAMP.wallClockOrigin()));
        assertThat(poster.codec()).isEqualTo(FourCc.JPEG);
        assertThat(poster.track()).isEqualTo(1);
        assertThat(poster.randomAccess()).isTrue();
        assertThat(poster.pts()).isEqualTo(keyFrame().pts());
        assertThat(poster.dts()).isEqualTo(poster.pts());
        var bytes = new byte[poster.payload().remaining()];
        poster.payload().duplicate().get(bytes);
        var image = ImageIO.read(new ByteArrayInputStream(bytes));
        assertThat(image.getWidth()).isEqualTo(TestMedia.WIDTH);
        assertThat(image.getHeight()).isEqualTo(TestMedia.HEIGHT);
        assertThat(task.progress().decodedPts()).isEqualTo(poster.pts());
    }

    @Test
    void eachRequestIsAnswered() {
        for (int i = 0; i < 20; i++) {
            task.media(configuration());
            task.media(keyFrame());
        }
        assertThat(answers.posters).hasSize(20);
    }

    @Test
    void aPictureLargerThanAllowedIsRefused() {
        var strict = new PosterTask(new WorkerJob.Posters(128 * 72 - 1), answers);
        strict.media(configuration());
        strict.media(keyFrame());

        assertThat(answers.posters).isEmpty();
        assertThat(answers.refusals).containsExactly("picture of 128x72 exceeds 9215 pixels");
    }

    @Test
    void whatIsNoPictureIsRefusedWithASentence() {
        task.media(keyFrame());
        task.media(configuration());
        task.media(TestMedia.audio().getFirst().stamped(STAMP));
        task.media(configuration());
        task.media(new EndOfSession(STAMP));
        task.media(keyFrame());

        assertThat(answers.posters).isEmpty();
        assertThat(answers.refusals)
                .containsExactly(
                        "no configuration came before the picture",
                        "track 2 has no pictures",
                        "no configuration came before the picture");
    }

    @Test
    void whatCannotBeDecodedIsRefusedAndTheNextIsAnswered() {
        task.media(configuration());
        var garbage = ByteBuffer.allocate(400).put(3, (byte) 200).put(4, (byte) 0x65);
        task.media(
                new AccessUnit(
                        STAMP, TestMedia.VIDEO_TRACK, FourCc.AVC1, true, 9000, 9000, garbage));
        task.media(configuration());
        task.media(TestMedia.video().get(61).stamped(STAMP));
        task.media(configuration());
        task.media(keyFrame());

        assertThat(answers.refusals)
                .hasSize(2)
                .allMatch(why -> why.startsWith("the picture cannot be decoded: "));
        assertThat(answers.posters).hasSize(1);
        assertThat(task.progress().decodeErrors()).isEqualTo(2);
    }
}
