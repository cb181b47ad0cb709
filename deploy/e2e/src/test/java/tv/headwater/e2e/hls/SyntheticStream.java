package tv.headwater.e2e.hls;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * A low-latency stream that is known in advance: parts of 100 ms, five to a segment, two renditions, a discontinuity at segment {@link
 * #DISCONTINUITY}. Where it is, is the number of parts that are there.
 *
 * @param lowLatency whether parts, blocking and delta updates are offered
 */
record SyntheticStream(boolean lowLatency) {

    static final int PARTS = 5;
    static final int PART_MS = 100;
    static final int DISCONTINUITY = 42;
    static final List<String> RENDITIONS = List.of("source", "audio");

    private static final String BEGINNING =
            """
            #EXTM3U
            #EXT-X-VERSION:9
            #EXT-X-INDEPENDENT-SEGMENTS
            #EXT-X-TARGETDURATION:1
            """;

    private static final String CONTROL =
            """
            #EXT-X-SERVER-CONTROL:CAN-BLOCK-RELOAD=YES,PART-HOLD-BACK=0.3,HOLD-BACK=3.0,CAN-SKIP-UNTIL=6.0
            #EXT-X-PART-INF:PART-TARGET=0.1
            """;

    private static final int SEGMENT_MS = PARTS * PART_MS;
    private static final int LISTED = 30;
    private static final int WITH_PARTS = 6;
    private static final int NOT_SKIPPED = 12;
    private static final Instant ORIGIN = Instant.parse("2026-11-27T10:00:00Z");

    static String multivariant() {
        return """
        #EXTM3U
        #EXT-X-VERSION:6
        #EXT-X-INDEPENDENT-SEGMENTS
        #EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID="audio",NAME="Audio",DEFAULT=YES,AUTOSELECT=YES,CHANNELS="2",URI="audio/index.m3u8"
        #EXT-X-STREAM-INF:BANDWIDTH=100000,AVERAGE-BANDWIDTH=90000,CODECS="avc1.64001f,mp4a.40.2",RESOLUTION=1280x720,FRAME-RATE=20.000,AUDIO="audio"
        source/index.m3u8
        """;
    }

    static int firstListed(int position) {
        return Math.max(0, position / PARTS - LISTED);
    }

    String playlist(String rendition, int position, boolean ended, boolean skip) {
        int next = position / PARTS;
        int first = firstListed(position);
        int skipped = skip && lowLatency ? Math.max(0, next - first - NOT_SKIPPED) : 0;
        var text = new StringBuilder(header(first));
        if (skipped > 0) {
            text.append("#EXT-X-SKIP:SKIPPED-SEGMENTS=").append(skipped).append('\n');
        }
        for (int msn = first + skipped; msn < next; msn++) {
            begin(text, msn, first);
            if (next - msn <= WITH_PARTS) {
                parts(text, rendition, msn, PARTS);
            }
            text.append("#EXTINF:0.500000,\n").append(msn).append(".m4s\n");
        }
        if (lowLatency && position % PARTS > 0) {
            begin(text, next, first);
            parts(text, rendition, next, position % PARTS);
        }
        if (lowLatency && !ended) {
            hints(text, rendition, position);
        }
        return text.append(ended ? "#EXT-X-ENDLIST\n" : "").toString();
    }

    private String header(int first) {
        return BEGINNING
                + (lowLatency ? CONTROL : "")
                + "#EXT-X-MEDIA-SEQUENCE:%d\n#EXT-X-DISCONTINUITY-SEQUENCE:%d\n"
                        .formatted(first, first > DISCONTINUITY ? 1 : 0);
    }

    private static void begin(StringBuilder text, int msn, int first) {
        if (msn == DISCONTINUITY) {
            text.append("#EXT-X-DISCONTINUITY\n");
        }
        if (msn == DISCONTINUITY || msn == first) {
            int init = msn >= DISCONTINUITY ? 1 : 0;
            text.append("#EXT-X-MAP:URI=\"init-").append(init).append(".mp4\"\n");
        }
        text.append("#EXT-X-PROGRAM-DATE-TIME:")
                .append(ORIGIN.plusMillis((long) msn * SEGMENT_MS))
                .append('\n');
    }

    private void parts(StringBuilder text, String rendition, int msn, int count) {
        for (int part = 0; lowLatency && part < count; part++) {
            boolean independent = part == 0 || rendition.equals("audio");
            text.append("#EXT-X-PART:DURATION=0.100000,URI=\"%d.%d.m4s\"".formatted(msn, part))
                    .append(independent ? ",INDEPENDENT=YES\n" : "\n");
        }
    }

    private static void hints(StringBuilder text, String rendition, int position) {
        text.append(
                "#EXT-X-PRELOAD-HINT:TYPE=PART,URI=\"%d.%d.m4s\"\n"
                        .formatted(position / PARTS, position % PARTS));
        int last = position - 1;
        RENDITIONS.stream()
                .filter(other -> !other.equals(rendition))
                .forEach(other ->
                        text.append(
                                "#EXT-X-RENDITION-REPORT:URI=\"../%s/index.m3u8\",LAST-MSN=%d,LAST-PART=%d\n"
                                        .formatted(other, last / PARTS, last % PARTS)));
    }

    static byte[] part(String rendition, int msn, int part) {
        long start = (long) msn * SEGMENT_MS + (long) part * PART_MS;
        long shifted = msn >= DISCONTINUITY ? start + 1_000_000 : start;
        boolean audio = rendition.equals("audio");
        var fragment = SyntheticMedia.fragment(shifted, 2, PART_MS / 2, audio || part == 0, audio);
        return part == 0 ? SyntheticMedia.concat(SyntheticMedia.styp(), fragment) : fragment;
    }

    static byte[] segment(String rendition, int msn) {
        var parts = new ArrayList<byte[]>();
        for (int part = 0; part < PARTS; part++) {
            parts.add(part(rendition, msn, part));
        }
        return SyntheticMedia.concat(parts.toArray(byte[][]::new));
    }
}
