package tv.headwater.ingest.timeline;

import static tv.headwater.contract.media.MediaRecord.TICKS_PER_SECOND;

import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * One session's media time: ticks since the publisher's clock was zero, plus {@link #ORIGIN} so that nothing is negative. Where
 * the publisher's clock jumps, both tracks go on together shortly after the newest time so far, and the wall clock is read
 * anew. Decoding times grow strictly within each track.
 */
public final class Timeline {

    /** Added to RTMP's time, in ticks. */
    public static final long ORIGIN = TICKS_PER_SECOND;

    private static final int TICKS_PER_MS = TICKS_PER_SECOND / 1000;

    /** How far after the newest time the media goes on after a jump; more than any reordering of pictures. */
    private static final long JUMP_GAP = 200 * TICKS_PER_MS;

    /** No reordering of pictures is deeper: what is, is taken for noise. */
    private static final int MAX_OFFSET_MS = 10_000;

    private static final int VIDEO = 1;
    private static final int AUDIO = 2;

    private final RtmpClock clock = new RtmpClock();
    private final LongSupplier wallClock;
    private @Nullable SampleClock samples;
    private long shift = ORIGIN;
    private long lastVideo = -1;
    private long lastAudio = -1;
    private long wallClockOrigin = Long.MIN_VALUE;

    /** @param discontinuity whether the publisher's clock jumped just before */
    public record Time(long dts, long pts, boolean discontinuity) {}

    /** @param wallClock in µs since 1970 */
    public Timeline(LongSupplier wallClock) {
        this.wallClock = wallClock;
    }

    /** The audio that follows has this sample rate; changes nothing if it had before. */
    public void audioRate(int sampleRate) {
        var clock = samples;
        if (clock == null || !clock.counts(sampleRate)) {
            samples = new SampleClock(sampleRate);
        }
    }

    /**
     * @param raw RTMP's time in milliseconds
     * @param compositionOffset milliseconds from decoding to presentation
     */
    public Time video(int raw, int compositionOffset) {
        var reading = clock.read(VIDEO, raw);
        long ticks = ticks(reading);
        long dts = Math.max(ticks, lastVideo + 1);
        lastVideo = dts;
        long offset = Math.clamp(compositionOffset, -MAX_OFFSET_MS, MAX_OFFSET_MS);
        long pts = Math.max(0, ticks + offset * TICKS_PER_MS);
        return new Time(dts, pts, reading.jumped());
    }

    /**
     * @param raw RTMP's time in milliseconds
     * @param count samples in the frame
     * @throws IllegalStateException before {@link #audioRate}
     */
    public Time audio(int raw, int count) {
        var counter = samples;
        if (counter == null) {
            throw new IllegalStateException("audio has no sample rate yet");
        }
        var reading = clock.read(AUDIO, raw);
        long ticks = ticks(reading);
        if (reading.jumped()) {
            counter.restart();
        }
        lastAudio = Math.max(counter.next(ticks, count), lastAudio + 1);
        return new Time(lastAudio, lastAudio, reading.jumped());
    }

    private long ticks(RtmpClock.Reading reading) {
        long time = reading.milliseconds() * TICKS_PER_MS;
        if (reading.jumped()) {
            shift = Math.max(lastVideo, lastAudio) + JUMP_GAP - time;
        }
        if (reading.jumped() || wallClockOrigin == Long.MIN_VALUE) {
            wallClockOrigin = wallClock.getAsLong() - (time + shift) * 100 / 9;
        }
        return Math.max(0, time + shift);
    }

    /** Wall clock of pts 0 in µs, as of the last jump; read with the first unit. */
    public long wallClockOrigin() {
        return wallClockOrigin;
    }
}
