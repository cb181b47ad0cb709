package tv.headwater.packager.dash;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import tv.headwater.packager.dash.Mpd.AdaptationSet;
import tv.headwater.packager.dash.Mpd.Period;
import tv.headwater.packager.dash.Mpd.Picture;
import tv.headwater.packager.dash.Mpd.Representation;
import tv.headwater.packager.dash.Mpd.Segment;
import tv.headwater.packager.dash.Mpd.SegmentTemplate;
import tv.headwater.packager.dash.Mpd.Sound;

/** Writes one manifest. */
final class MpdText {

    private static final String NAMESPACE = "urn:mpeg:dash:schema:mpd:2011";
    private static final String PROFILE = "urn:mpeg:dash:profile:isoff-live:2011";
    private static final String ROLE = "urn:mpeg:dash:role:2011";
    private static final String CHANNELS = "urn:mpeg:dash:23003:3:audio_channel_configuration:2011";

    /** The time is read off the Date of whoever serves the manifest: that it said the time itself would make it another on each packager. */
    private static final String CLOCK = "urn:mpeg:dash:utc:http-head:2014";

    private static final String CLOCK_URI = "manifest.mpd";

    /** By how much viewers may play faster or slower without hearing it, to keep to the latency. */
    private static final String SLOWEST = "0.96";

    private static final String FASTEST = "1.04";

    private final Mpd mpd;
    private final Xml xml = new Xml();

    MpdText(Mpd mpd) {
        this.mpd = mpd;
    }

    String text() {
        xml.begin("MPD").with("xmlns", NAMESPACE).with("profiles", PROFILE);
        xml.with("type", mpd.isDynamic() ? "dynamic" : "static");
        xml.with("availabilityStartTime", Instant.EPOCH).with("publishTime", mpd.publishTime());
        var end = mpd.end();
        if (end != null) {
            xml.with("mediaPresentationDuration", duration(end));
        } else {
            xml.with("minimumUpdatePeriod", duration(mpd.minimumUpdatePeriod()));
            xml.with("timeShiftBufferDepth", duration(mpd.timeShiftBufferDepth()));
            xml.with("suggestedPresentationDelay", duration(mpd.presentationDelay()));
        }
        xml.with("maxSegmentDuration", duration(mpd.maxSegmentDuration()));
        xml.with("minBufferTime", duration(mpd.maxSegmentDuration()));
        if (keepsLatency()) {
            service();
        }
        mpd.periods().forEach(this::append);
        if (mpd.isDynamic()) {
            xml.begin("UTCTiming").with("schemeIdUri", CLOCK).with("value", CLOCK_URI).end();
        }
        return xml.end().text();
    }

    private boolean keepsLatency() {
        return mpd.isDynamic() && mpd.lowLatency();
    }

    private void service() {
        xml.begin("ServiceDescription").with("id", 0);
        xml.begin("Latency").with("referenceId", 0);
        xml.with("target", mpd.presentationDelay().toMillis()).end();
        xml.begin("PlaybackRate").with("min", SLOWEST).with("max", FASTEST).end();
        xml.end();
    }

    private void append(Period period) {
        xml.begin("Period").with("id", period.id()).with("start", duration(period.start()));
        period.adaptationSets().forEach(set -> append(set, period));
        xml.end();
    }

    private void append(AdaptationSet set, Period period) {
        var first = set.representations().getFirst();
        var type =
                switch (first.content()) {
                    case Picture _ -> "video";
                    case Sound _ -> "audio";
                };
        xml.begin("AdaptationSet").with("contentType", type).with("mimeType", type + "/mp4");
        xml.with("segmentAlignment", true);
        if (set.independent()) {
            xml.with("startWithSAP", 1);
        }
        if (first.content() instanceof Sound sound) {
            xml.begin("AudioChannelConfiguration").with("schemeIdUri", CHANNELS);
            xml.with("value", channelConfiguration(sound.channels())).end();
        }
        if (keepsLatency()) {
            xml.begin("ProducerReferenceTime").with("id", 0).with("inband", false);
            xml.with("type", "application").with("wallClockTime", period.date());
            xml.with("presentationTime", first.segments().presentationTimeOffset()).end();
        }
        xml.begin("Role").with("schemeIdUri", ROLE).with("value", "main").end();
        set.representations().forEach(this::append);
        xml.end();
    }

    /** ISO/IEC 23001-8: up to 5.1 the number of channels; 7.1 is the next one. */
    private static int channelConfiguration(int channels) {
        return channels == 8 ? 7 : channels;
    }

    private void append(Representation representation) {
        xml.begin("Representation").with("id", representation.id());
        xml.with("bandwidth", representation.bandwidth()).with("codecs", representation.codecs());
        switch (representation.content()) {
            case Picture picture -> {
                xml.with("width", picture.width()).with("height", picture.height());
                xml.with("frameRate", frameRate(picture.frameRate()));
            }
            case Sound sound -> xml.with("audioSamplingRate", sound.samplingRate());
        }
        append(representation.segments());
        xml.end();
    }

    private static String frameRate(long thousandths) {
        return thousandths % 1000 == 0 ? "" + thousandths / 1000 : thousandths + "/1000";
    }

    private void append(SegmentTemplate template) {
        xml.begin("SegmentTemplate").with("timescale", template.timescale());
        xml.with("presentationTimeOffset", template.presentationTimeOffset());
        xml.with("initialization", template.initialization()).with("media", template.media());
        xml.with("startNumber", template.startNumber());
        xml.begin("SegmentTimeline");
        timeline(template.segments());
        xml.end().end();
    }

    private void timeline(List<Segment> segments) {
        long end = -1;
        for (int i = 0; i < segments.size(); ) {
            var first = segments.get(i);
            int repeats = repeats(segments, i);
            xml.begin("S");
            if (first.time() != end) {
                xml.with("t", first.time());
            }
            xml.with("d", first.duration());
            if (repeats > 0) {
                xml.with("r", repeats);
            }
            xml.end();
            i += 1 + repeats;
            end = segments.get(i - 1).end();
        }
    }

    /** How many of those after segment {@code from} go on where the one before ended, and last as long. */
    private static int repeats(List<Segment> segments, int from) {
        int next = from + 1;
        while (next < segments.size()
                && segments.get(next).time() == segments.get(next - 1).end()
                && segments.get(next).duration() == segments.get(from).duration()) {
            next++;
        }
        return next - from - 1;
    }

    private static String duration(Duration duration) {
        long micros = duration.toNanosPart() / 1000;
        var seconds = Long.toString(duration.toSeconds());
        if (micros == 0) {
            return "PT" + seconds + "S";
        }
        var fraction = Long.toString(1_000_000 + micros).substring(1).replaceAll("0+$", "");
        return "PT" + seconds + "." + fraction + "S";
    }
}
