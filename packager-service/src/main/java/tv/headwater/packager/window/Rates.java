package tv.headwater.packager.window;

import java.util.List;
import tv.headwater.packager.segment.MediaSegment;

/**
 * What a playlist's segments amount to; gaps do not count.
 *
 * @param peak BANDWIDTH, bits per second
 * @param average AVERAGE-BANDWIDTH, bits per second
 * @param frameRate FRAME-RATE in thousandths, in the newest discontinuity
 */
record Rates(long peak, long average, long frameRate) {

    static Rates of(List<MediaSegment> listed, int targetDuration) {
        long bytes = 0;
        double seconds = 0;
        long peak = 0;
        var media = listed.stream().filter(segment -> !segment.isGap()).toList();
        for (var segment : media) {
            bytes += segment.size();
            seconds += segment.seconds();
            // RFC 8216bis 4.4.6.2: shorter ones than half the target duration do not count as a
            // peak.
            if (2 * segment.seconds() >= targetDuration) {
                peak = Math.max(peak, perSecond(segment.size() * 8L, segment.seconds()));
            }
        }
        long average = perSecond(bytes * 8, seconds);
        return new Rates(Math.max(peak, average), average, frameRate(media));
    }

    private static long frameRate(List<MediaSegment> media) {
        if (media.isEmpty()) {
            return 0;
        }
        long newest = media.getLast().init().number();
        long samples = 0;
        double seconds = 0;
        for (var segment : media) {
            if (segment.init().number() == newest) {
                samples += segment.samples();
                seconds += segment.seconds();
            }
        }
        return perSecond(samples * 1000, seconds);
    }

    private static long perSecond(long count, double seconds) {
        return seconds > 0 ? Math.round(count / seconds) : 0;
    }
}
