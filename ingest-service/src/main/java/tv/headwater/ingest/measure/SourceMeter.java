package tv.headwater.ingest.measure;

import static tv.headwater.contract.media.MediaRecord.TICKS_PER_SECOND;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tv.headwater.contract.media.CodecStrings;
import tv.headwater.contract.media.Track;
import tv.headwater.contract.node.SourceHealth;

/**
 * Measures what one publisher sends over its last {@link UnitRate#SECONDS} of media time. Counting a unit costs a few additions and
 * allocates nothing. Safe for one thread that counts and others that look.
 */
public final class SourceMeter {

    /** Figures over less media than this say too little to be told. */
    static final long LEAST = 2 * TICKS_PER_SECOND;

    /** A track without units for this long is not there. */
    static final long SILENCE = (UnitRate.SECONDS - 1) * TICKS_PER_SECOND;

    private static final long NEVER = Long.MIN_VALUE / 2;

    private final UnitRate videoRate = new UnitRate();
    private final UnitRate audioRate = new UnitRate();
    private final KeyframeIntervals keyframes = new KeyframeIntervals();
    private Track.@Nullable Video video;
    private Track.@Nullable Audio audio;
    private @Nullable String videoCodecs;
    private @Nullable String audioCodecs;
    private long firstDts = NEVER;
    private long newestDts = NEVER;
    private long newestVideoDts = NEVER;
    private long newestAudioDts = NEVER;
    private long highestPts = NEVER;
    private long reorderedDts = NEVER;
    private long droppedMillis;

    /** What the units that follow are. */
    public synchronized void configured(Track track) {
        switch (track) {
            case Track.Video v -> {
                video = v;
                videoCodecs = codecs(v);
            }
            case Track.Audio a -> {
                audio = a;
                audioCodecs = codecs(a);
            }
        }
    }

    private static @Nullable String codecs(Track track) {
        try {
            return CodecStrings.of(track);
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    /**
     * A coded picture came.
     *
     * @param dts and {@code pts} in ticks
     * @param size bytes
     */
    public synchronized void video(long dts, long pts, boolean keyframe, int size) {
        passed(dts);
        newestVideoDts = dts;
        videoRate.add(dts, size);
        if (keyframe) {
            keyframes.add(dts);
        }
        if (pts < highestPts) {
            reorderedDts = dts;
        }
        highestPts = Math.max(highestPts, pts);
    }

    /** An audio frame came. */
    public synchronized void audio(long dts, int size) {
        passed(dts);
        newestAudioDts = dts;
        audioRate.add(dts, size);
    }

    private void passed(long dts) {
        if (firstDts == NEVER) {
            firstDts = dts;
        }
        newestDts = Math.max(newestDts, dts);
    }

    /** Media time does not run on from here: what follows is measured anew. */
    public synchronized void jumped() {
        videoRate.clear();
        audioRate.clear();
        keyframes.clear();
        firstDts = NEVER;
        newestDts = NEVER;
        newestVideoDts = NEVER;
        newestAudioDts = NEVER;
        highestPts = NEVER;
        reorderedDts = NEVER;
    }

    /** How much media has been dropped so far because the log took no more. */
    public synchronized void dropped(long millis) {
        droppedMillis = millis;
    }

    /**
     * The figures as they are now; empty before there is enough to measure.
     *
     * @param lagMillis how much media waits for the log
     */
    public synchronized Optional<SourceHealth> measured(long lagMillis) {
        if (firstDts == NEVER || newestDts - firstDts < LEAST) {
            return Optional.empty();
        }
        var pictures = videoNow();
        var sound = audioNow();
        long bitrate =
                (pictures == null ? 0 : pictures.bitrate()) + (sound == null ? 0 : sound.bitrate());
        return Optional.of(new SourceHealth(pictures, sound, bitrate, droppedMillis, lagMillis));
    }

    private SourceHealth.@Nullable Video videoNow() {
        var track = video;
        if (track == null || newestDts - newestVideoDts >= SILENCE) {
            return null;
        }
        var rate = videoRate.measured(newestDts);
        return new SourceHealth.Video(
                track.codec().toString(),
                track.width(),
                track.height(),
                rounded(rate.perSecond()),
                rate.bitrate(),
                keyframes.isKnown(newestVideoDts)
                        ? rounded(seconds(keyframes.longest(newestVideoDts)))
                        : null,
                newestDts - reorderedDts < SILENCE,
                videoCodecs);
    }

    private SourceHealth.@Nullable Audio audioNow() {
        var track = audio;
        if (track == null || newestDts - newestAudioDts >= SILENCE) {
            return null;
        }
        return new SourceHealth.Audio(
                track.codec().toString(),
                track.sampleRate(),
                track.channels(),
                audioRate.measured(newestDts).bitrate(),
                audioCodecs);
    }

    private static double seconds(long ticks) {
        return (double) ticks / TICKS_PER_SECOND;
    }

    /** To hundredths: 29.97. */
    private static double rounded(double value) {
        return Math.round(value * 100) / 100.0;
    }
}
