package tv.headwater.ingest.stamp;

import static org.assertj.core.api.Assertions.assertThat;
import static tv.headwater.ingest.stamp.Recording.BIG;
import static tv.headwater.ingest.stamp.Recording.MONO;
import static tv.headwater.ingest.stamp.Recording.SMALL;
import static tv.headwater.ingest.stamp.Recording.STEREO;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tv.headwater.contract.TestMedia;
import tv.headwater.contract.media.AccessUnit;
import tv.headwater.contract.media.Claim;
import tv.headwater.contract.media.Configuration;
import tv.headwater.contract.media.EndOfSession;
import tv.headwater.contract.media.TimedMetadata;
import tv.headwater.ingest.codec.FrameRate;

class StamperTest {

    private Recording r = new Recording();

    /** What holds whatever is fed: order, sequence, one CONFIG before each segment, nothing lost. */
    @AfterEach
    void holdsTheRules() {
        Map<Integer, Long> dts = new HashMap<>();
        Map<Integer, Long> segments = new HashMap<>();
        Set<Long> configured = new HashSet<>();
        Map<Long, Long> starts = new HashMap<>();
        long sequence = 0;
        for (var record : r.records) {
            assertThat(record.stamp().sequence()).isEqualTo(sequence++);
            switch (record) {
                case Configuration c -> {
                    configured.add(c.stamp().segment());
                    var config = c.config();
                    var start =
                            starts.putIfAbsent(
                                    config.discontinuitySequence(), config.discontinuityStart());
                    assertThat(start == null).isEqualTo(c.discontinuity());
                    assertThat(start).isIn(null, config.discontinuityStart());
                }
                case AccessUnit u -> {
                    assertThat(configured).contains(u.stamp().segment());
                    assertThat(u.dts()).isGreaterThan(dts.getOrDefault(u.track(), -1L));
                    assertThat(u.stamp().segment())
                            .isGreaterThanOrEqualTo(segments.getOrDefault(u.track(), 0L));
                    dts.put(u.track(), u.dts());
                    segments.put(u.track(), u.stamp().segment());
                }
                case EndOfSession e -> assertThat(sequence).isEqualTo(r.records.size());
                case Claim c -> throw new AssertionError("ingest claims nothing");
                case TimedMetadata m -> throw new AssertionError("ingest stamps no metadata");
            }
        }
        assertThat(r.units().size() + r.stamper.undecodable()).isEqualTo(r.fed());
    }

    @Test
    void cutsAtTheFirstKeyPictureAtOrPastTheTarget() {
        r.tracks(SMALL, STEREO);
        r.both(0, 7_000, 1_000);
        r.stamper.end();

        assertThat(r.outline()).isEqualTo("0/0/2* 1/0/2 2/0/2 3/0/2");
        assertThat(r.units(1, 1).getFirst().dts()).isEqualTo(90_000 + 180_000);
        assertThat(r.units(1, 1).getFirst().randomAccess()).isTrue();
        assertThat(r.units(1, 1)).hasSize(50);
        assertThat(r.stamper.undecodable()).isZero();
        assertThat(r.stamper.next()).isEqualTo(new Numbering(4, 1, 2));
    }

    @Test
    void audioEntersASegmentWhenItReachesItsFirstPicture() {
        r.tracks(SMALL, STEREO);
        r.both(0, 5_000, 2_000);

        long start = r.units(1, 1).getFirst().pts();
        assertThat(r.units(2, 0)).allMatch(u -> u.pts() < start);
        assertThat(r.units(2, 1)).allMatch(u -> u.pts() >= start);
        assertThat(r.units(2, 0)).isNotEmpty();
        assertThat(r.units(2, 1)).isNotEmpty();
    }

    @Test
    void aLongGroupRaisesTheTargetDurationForGood() {
        r.tracks(SMALL, STEREO);
        r.both(0, 16_000, 8_000);
        r.both(16_000, 20_000, 2_000);
        r.stamper.end();

        assertThat(r.outline()).isEqualTo("0/0/2* 1/0/8 2/0/8 3/0/8");
    }

    @Test
    void aLongLastSegmentIsAnnouncedBeforeTheEnd() {
        r.tracks(SMALL, STEREO);
        r.both(0, 7_000, 8_000);
        r.stamper.end();

        assertThat(r.outline()).isEqualTo("0/0/2* 0/0/7");
        assertThat(r.stamper.next().targetDuration()).isEqualTo(7);
    }

    @Test
    void aSegmentIsCutAtTheMaximumAnyway() {
        r.tracks(SMALL, STEREO);
        r.both(0, 45_000, 1_000_000);

        assertThat(r.outline()).isEqualTo("0/0/2* 1/0/20 2/0/20");
    }

    @Test
    void audioAloneIsCutByDuration() {
        r.stamper.expect(Expectation.AUDIO_ONLY);
        r.tracks(STEREO);
        for (long ms = 0; ms < 5_000; ms += 20) {
            r.audio(ms);
        }

        assertThat(r.outline()).isEqualTo("0/0/2* 1/0/2 2/0/2");
        assertThat(r.units(2, 0)).hasSize(100);
    }

    @Test
    void videoAlone() {
        r.stamper.expect(Expectation.VIDEO_ONLY);
        r.tracks(SMALL);
        for (long ms = 0; ms < 5_000; ms += 40) {
            r.video(ms, ms % 2_000 == 0);
        }

        assertThat(r.outline()).isEqualTo("0/0/2* 1/0/2 2/0/2");
        assertThat(r.configurations().getFirst().config().tracks()).containsExactly(SMALL);
    }

    @Test
    void aMillisecondOfRoundingDoesNotSkipAKeyPicture() {
        r.stamper.expect(Expectation.VIDEO_ONLY);
        r.tracks(SMALL);
        r.video(1, true);
        r.video(2_000, true);
        r.video(4_001, true);
        r.video(5_999, true);

        assertThat(r.outline()).isEqualTo("0/0/2* 1/0/2 2/0/2");
    }

    @Test
    void audioBeforeTheFirstKeyPictureIsKept() {
        r.tracks(SMALL, STEREO);
        r.audio(0);
        r.audio(20);
        r.video(30, false);
        r.audio(40);
        r.video(50, true);

        assertThat(r.units(2, 0)).hasSize(3);
        assertThat(r.units(1, 0)).hasSize(1);
        assertThat(r.stamper.undecodable()).isEqualTo(1);
    }

    @Test
    void waitsForATrackThatWasAnnounced() {
        r.stamper.expect(Expectation.BOTH);
        r.tracks(SMALL);
        r.video(0, true);
        r.video(40, false);
        assertThat(r.records).isEmpty();
        r.tracks(STEREO);
        r.audio(0);

        assertThat(r.outline()).isEqualTo("0/0/2*");
        assertThat(r.configurations().getFirst().config().tracks()).containsExactly(SMALL, STEREO);
        assertThat(r.units()).hasSize(3);
    }

    @Test
    void waitsASecondOfMediaAtMost() {
        r.tracks(SMALL);
        for (long ms = 0; ms <= 1_000; ms += 40) {
            assertThat(r.records).isEmpty();
            r.video(ms, ms == 0);
        }

        assertThat(r.configurations().getFirst().config().tracks()).containsExactly(SMALL);
        assertThat(r.units()).hasSize(26);
    }

    @Test
    void aLateTrackIsAChangeAtTheNextKeyPicture() {
        r.stamper.expect(Expectation.VIDEO_ONLY);
        r.tracks(SMALL);
        r.video(0, true);
        r.video(500, false);
        r.tracks(STEREO);
        r.audio(500);
        r.audio(520);
        r.video(1_000, true);
        r.audio(1_000);

        assertThat(r.outline()).isEqualTo("0/0/2* 1/1/2*");
        assertThat(r.units(2, 1)).hasSize(1);
        assertThat(r.configurations().getLast().config().tracks()).containsExactly(SMALL, STEREO);
    }

    @Test
    void lateVideoJoinsAudio() {
        r.stamper.expect(Expectation.AUDIO_ONLY);
        r.tracks(STEREO);
        r.audio(0);
        r.audio(20);
        r.tracks(SMALL);
        r.audio(40);
        r.video(60, true);
        r.audio(140);

        assertThat(r.outline()).isEqualTo("0/0/2* 1/1/2*");
        assertThat(r.units(2, 0)).hasSize(3);
        assertThat(r.units(1, 1)).hasSize(1);
        assertThat(r.units(2, 1)).hasSize(1);
    }

    @Test
    void aNewSizeBeginsADiscontinuityAtItsKeyPicture() {
        r.tracks(SMALL, STEREO);
        r.both(0, 2_520, 2_000);
        r.tracks(BIG);
        r.video(2_520, true);
        r.audio(2_600);

        assertThat(r.outline()).isEqualTo("0/0/2* 1/0/2 2/1/2*");
        assertThat(r.configurations().getLast().config().tracks()).containsExactly(BIG, STEREO);
        assertThat(r.units(2, 2)).hasSize(1);
    }

    @Test
    void pictureOfANewSizeThatIsNoKeyCannotBeDecoded() {
        r.tracks(SMALL, STEREO);
        r.both(0, 100, 2_000);
        r.tracks(BIG);
        r.video(120, false);

        assertThat(r.stamper.undecodable()).isEqualTo(1);
    }

    @Test
    void aRepeatedConfigurationIsNoChange() {
        r.tracks(SMALL, STEREO);
        r.both(0, 1_000, 1_000);
        r.tracks(TestMedia.videoTrack(), TestMedia.audioTrack());
        r.both(1_000, 1_900, 1_000);

        assertThat(r.outline()).isEqualTo("0/0/2*");
    }

    @Test
    void newAudioWaitsForTheNextKeyPicture() {
        r.tracks(SMALL, STEREO);
        r.both(0, 500, 1_000);
        r.tracks(MONO);
        r.both(500, 1_500, 1_000);

        assertThat(r.outline()).isEqualTo("0/0/2* 1/1/2*");
        long start = r.units(1, 1).getFirst().pts();
        assertThat(r.units(2, 0)).allMatch(u -> u.dts() < 90_000 + 500 * 90);
        assertThat(r.units(2, 1).getFirst().pts())
                .isBetween(start - Stamper.MAX_LEAD, start - Stamper.MAX_LEAD + 20 * 90L);
        assertThat(r.configurations().getLast().config().tracks()).containsExactly(SMALL, MONO);
    }

    @Test
    void newAudioThatStillWaitsComesBeforeTheEnd() {
        r.tracks(SMALL, STEREO);
        r.both(0, 500, 1_000);
        r.tracks(MONO);
        r.both(500, 900, 1_000);
        r.stamper.end();

        assertThat(r.units(2, 1)).hasSize(20);
    }

    @Test
    void aJumpBeginsADiscontinuityWithItsOwnWallClock() {
        r.tracks(SMALL, STEREO);
        r.both(0, 500, 1_000);
        r.stamper.discontinuity();
        r.stamper.wallClockOrigin(5);
        r.video(700, false);
        r.video(800, true);
        r.audio(900);

        assertThat(r.outline()).isEqualTo("0/0/2* 1/1/2*");
        assertThat(r.configurations())
                .extracting(c -> c.config().discontinuityStart())
                .containsExactly(96_000L, 168_000L);
        assertThat(r.units(1, 0).getLast().stamp().wallClockOrigin())
                .isEqualTo(TestMedia.WALL_CLOCK);
        assertThat(r.units(1, 1).getFirst().stamp().wallClockOrigin()).isEqualTo(5);
        assertThat(r.units(2, 1).getFirst().stamp().wallClockOrigin()).isEqualTo(5);
    }

    @Test
    void videoThatStopsLeavesTheCutsToAudio() {
        r.tracks(SMALL, STEREO);
        r.both(0, 100, 2_000);
        for (long ms = 100; ms < 50_000; ms += 20) {
            r.audio(ms);
        }

        assertThat(r.configurations()).hasSize(3);
    }

    @Test
    void goesOnWhereTheSessionBeforeEnded() {
        r = new Recording(Numbering.after(41, 3, 6));
        r.tracks(SMALL, STEREO);
        r.both(0, 2_500, 2_000);

        assertThat(r.outline()).isEqualTo("42/4/6* 43/4/6");
    }

    @Test
    void partsFollowTheFrameRateOfTheVideoThatLeads() {
        r.stamper.frameRate(new FrameRate(24));
        r.tracks(SMALL, STEREO);
        r.both(0, 2_500, 1_000);
        r.stamper.frameRate(new FrameRate(29.97));
        r.both(2_500, 2_960, 1_000);
        r.stamper.discontinuity();
        r.both(3_000, 3_500, 1_000);
        r.tracks(BIG);
        r.both(3_500, 4_500, 1_000);

        assertThat(r.outline()).isEqualTo("0/0/2* 1/0/2 2/1/2* 3/2/2*");
        assertThat(r.configurations())
                .extracting(c -> c.config().partTarget())
                .containsExactly(18_750, 18_750, 18_750, 18_018);
    }

    @Test
    void partsFollowTheAudioUntilVideoJoins() {
        r.stamper.expect(Expectation.AUDIO_ONLY);
        r.stamper.frameRate(new FrameRate(25));
        r.tracks(STEREO);
        r.audio(0);
        r.tracks(SMALL);
        r.video(60, true);

        assertThat(r.configurations())
                .extracting(c -> c.config().partTarget())
                .containsExactly(17_280, 18_000);
    }

    @Test
    void withoutAFrameRatePartsAreAsConfigured() {
        r = new Recording(Numbering.FIRST, new SegmentPolicy(180_000, 19_000, 1_800_000, 30));
        r.tracks(SMALL, STEREO);
        r.both(0, 100, 1_000);

        var config = r.configurations().getFirst().config();
        assertThat(config.partTarget()).isEqualTo(19_000);
        assertThat(config.keyPeriod()).isEqualTo(30);
    }

    @Test
    void realMediaInOrder() {
        r.tracks(SMALL, STEREO);
        for (var unit : TestMedia.interleaved()) {
            var codec = unit.track() == 1 ? SMALL.codec() : STEREO.codec();
            var timed =
                    new Unit(
                            unit.track(),
                            codec,
                            unit.randomAccess(),
                            unit.dts(),
                            unit.pts(),
                            unit.payload());
            r.stamper.add(timed);
        }
        r.stamper.end();

        assertThat(r.outline()).isEqualTo("0/0/2* 1/0/2 2/0/2");
        assertThat(r.units(1, 0)).hasSize(60);
        var all = r.units().stream().map(AccessUnit::payload).toList();
        assertThat(all).isEqualTo(TestMedia.interleaved().stream().map(u -> u.payload()).toList());
        r = new Recording();
    }
}
