package tv.headwater.transcode.worker.ladder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import tv.headwater.contract.id.Rendition;
import tv.headwater.contract.media.FourCc;
import tv.headwater.contract.stream.Ladder;
import tv.headwater.transcode.ladder.Profile;
import tv.headwater.transcode.wire.Resume;
import tv.headwater.transcode.wire.WorkerJob;

class PostersTest {

    private static final int START_OF_IMAGE = 0xffd8;

    private static final Clip CLIP = Clip.simple(2.5);

    @Test
    void aPictureOfEachSecondIsAPoster() {
        var out = posters(Jobs.LADDER, List.of());
        assertThat(out.units(Rendition.POSTER))
                .extracting(u -> u.pts())
                .containsExactly(0L, 90_000L, 180_000L);
        for (var unit : out.units(Rendition.POSTER)) {
            assertThat(unit.codec()).isEqualTo(FourCc.JPEG);
            assertThat(unit.payload().getShort(0) & 0xffff).isEqualTo(START_OF_IMAGE);
            assertThat(unit.randomAccess()).isTrue();
        }
    }

    @Test
    void aStreamWithoutRungsHasPostersToo() {
        assertThat(posters(Ladder.SOURCE, List.of()).units(Rendition.POSTER)).hasSize(3);
    }

    @Test
    void whatTheLogHasIsNotMadeAgain() {
        var resume = new Resume(Rendition.POSTER, 102, Set.of(90_000L), 90_000L);
        assertThat(posters(Ladder.SOURCE, List.of(resume)).units(Rendition.POSTER))
                .allMatch(unit -> unit.pts() > 90_000);
    }

    /** Waits after each picture, as there is no poster of a picture that comes while another is made. */
    private static Recorder posters(Ladder ladder, List<Resume> resume) {
        var whole = Jobs.job(ladder, Profile.LOW_LATENCY, 0, resume);
        var job =
                new WorkerJob.Transcode(
                        whole.streamId(),
                        ladder,
                        whole.profile(),
                        whole.encoders(),
                        "",
                        1,
                        whole.maxPixels(),
                        1,
                        0,
                        resume);
        var out = new Recorder();
        try (var task = new LadderTask(job, out)) {
            for (var record : CLIP.session(Clip.LIVE)) {
                task.media(record);
                if (record.stamp().sequence() == 4 && resume.isEmpty()) {
                    await().until(() -> !out.units(Rendition.POSTER).isEmpty());
                }
            }
        }
        return out;
    }
}
