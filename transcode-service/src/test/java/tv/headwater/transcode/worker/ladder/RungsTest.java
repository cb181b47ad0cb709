package tv.headwater.transcode.worker.ladder;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tv.headwater.contract.TestMedia;
import tv.headwater.contract.media.AccessUnit;
import tv.headwater.contract.media.Configuration;
import tv.headwater.contract.media.EndOfSession;
import tv.headwater.contract.media.FourCc;
import tv.headwater.contract.media.Track;
import tv.headwater.contract.node.LadderHealth;
import tv.headwater.contract.stream.VideoCodec;
import tv.headwater.transcode.ladder.Profile;
import tv.headwater.transcode.wire.WorkerJob;

/** Rungs that come and go, and what a task says of itself. */
class RungsTest {

    /** Four segments: 100 to 103. */
    private static final Clip CLIP = Clip.simple(2);

    @ParameterizedTest
    @EnumSource
    void aRungIsLeftOutFromASegmentOnAndComesBack(Profile profile) {
        var out = new Recorder();
        try (var task = new LadderTask(Jobs.job(profile), out)) {
            for (var record : CLIP.session(Clip.LIVE)) {
                task.media(record);
                boolean isInside = record.stamp().sequence() % 16 == 8;
                if (isInside && record.stamp().segment() == 100) {
                    task.shed(Set.of(Jobs.HIGH));
                } else if (isInside && record.stamp().segment() == 102) {
                    assertThat(task.progress().rungs())
                            .extracting(LadderHealth.Rung::state)
                            .containsExactly(LadderHealth.State.SHED, LadderHealth.State.RUNNING);
                    task.shed(Set.of());
                }
            }
        }
        var low = new Seen(out.of(Jobs.LOW)).isWellFormed();
        assertThat(low.pictures()).isEqualTo(CLIP.pictures());
        var high = new Seen(out.of(Jobs.HIGH)).isWellFormed();
        assertThat(high.units().stream().map(u -> u.stamp().segment()).distinct())
                .containsExactly(100L, 103L);
        assertThat(high.units()).hasSize(30);
        assertThat(high.randomAccess()).isEqualTo(high.segmentStarts());
        assertThat(high.decoded()).isEqualTo(30);
        assertThat(high.records().stream().filter(EndOfSession.class::isInstance))
                .extracting(r -> r.stamp().segment())
                .containsExactly(100L, 103L);
        assertThat(high.configurations())
                .extracting(Configuration::discontinuity)
                .containsExactly(true, false);
    }

    @ParameterizedTest
    @EnumSource
    void aDrainLeavesAPrefixThatASuccessorCompletes(Profile profile) {
        var clip = Clip.of("testsrc2=size=320x240:rate=30", 1, Clip.x264("g=15", "bf=2"));
        var source = clip.session(Clip.LIVE);
        for (int fed = 1; fed < source.size(); fed += 3) {
            var out = new Recorder();
            try (var task = new LadderTask(Jobs.job(profile), out)) {
                source.subList(0, fed).forEach(task::media);
                task.drain();
            }
            var before = out.records();
            for (var rung : Jobs.BOTH) {
                var pictures = new Seen(out.of(rung)).isWellFormed().pictures();
                assertThat(pictures).isEqualTo(clip.pictures().subList(0, pictures.size()));
            }
            var job = Jobs.job(Jobs.LADDER, profile, 8L << 30, ResumeTest.resume(before));
            var after = Jobs.run(job, ResumeTest.feed(source, before));
            for (var rung : Jobs.BOTH) {
                var log = new ArrayList<>(out.of(rung));
                log.addAll(after.of(rung));
                assertThat(new Seen(log).isWellFormed().pictures()).isEqualTo(clip.pictures());
            }
        }
    }

    @Test
    void aDrainGivesOutAllThatIsDecoded() {
        var out = new Recorder();
        try (var task = new LadderTask(Jobs.job(Profile.QUALITY), out)) {
            CLIP.records().forEach(task::media);
            task.drain();
        }
        assertThat(out.units(Jobs.LOW)).hasSize(CLIP.pictures().size());
        assertThat(out.of(Jobs.LOW)).noneMatch(EndOfSession.class::isInstance);
    }

    @Test
    void aTaskThatIsClosedInTheMiddleComesToItsEnd() {
        var out = new Recorder();
        try (var task = new LadderTask(Jobs.job(Profile.QUALITY), out)) {
            CLIP.records().subList(0, 40).forEach(task::media);
        }
        assertThat(out.records().size()).isLessThan(100);
    }

    @Test
    void tellsHowItGoes() {
        var out = new Recorder();
        try (var task = new LadderTask(Jobs.job(Profile.LOW_LATENCY), out)) {
            assertThat(task.progress().decodedPts()).isEqualTo(-1);
            CLIP.session(Clip.LIVE).subList(0, CLIP.records().size()).forEach(task::media);
            var progress = task.progress();
            assertThat(progress.decodedPts()).isEqualTo(CLIP.pictures().getLast());
            assertThat(progress.mediaMillis()).isEqualTo(59 * 1000 / 30);
            assertThat(progress.busyMillis()).isPositive();
            assertThat(progress.cpuMillis()).isPositive();
            assertThat(progress.decodeErrors()).isZero();
            assertThat(progress.rungs())
                    .extracting(
                            r -> r.name() + " " + r.width() + "x" + r.height() + " " + r.encoder())
                    .containsExactly("high 256x192 libx264", "low 192x144 libx264");
            assertThat(progress.rungs()).extracting(LadderHealth.Rung::codecs).doesNotContainNull();
        }
    }

    @Test
    void aPictureThatIsTooBigIsRefusedInWords() {
        var video = new Track.Video(1, FourCc.AVC1, 7680, 4320, TestMedia.avcConfiguration());
        var big = new Clip(List.of(video), CLIP.units());
        var out = Jobs.run(Jobs.job(Profile.LOW_LATENCY), big.session(Clip.LIVE));
        assertThat(out.records()).isEmpty();
        assertThat(out.notes())
                .containsExactly("WARN no ladder: picture of 7680x4320 exceeds 8294400 pixels");
    }

    @Test
    void aRungWithoutAnEncoderIsLeftOut() {
        var whole = Jobs.job(Profile.LOW_LATENCY);
        var job =
                new WorkerJob.Transcode(
                        whole.streamId(),
                        whole.ladder(),
                        whole.profile(),
                        Map.of(VideoCodec.H264, List.of("libnone")),
                        "",
                        1,
                        whole.maxPixels(),
                        0,
                        0,
                        List.of());
        var out = Jobs.run(job, CLIP.session(Clip.LIVE));
        assertThat(out.records()).noneMatch(AccessUnit.class::isInstance);
        assertThat(out.notes()).anyMatch(note -> note.startsWith("ERROR rung high is left out"));
    }
}
