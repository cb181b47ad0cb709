package tv.headwater.e2e;

import java.util.List;
import java.util.Map;
import tv.headwater.e2e.Broadcast.Kind;
import tv.headwater.e2e.media.EnhancedFfmpeg;

/** Every kind of stream that viewers are served. */
final class Kinds {

    private Kinds() {}

    static List<Kind> all(Studio studio) {
        var clips = studio.clips();
        var encoder = new EnhancedFfmpeg(studio.cluster().programs());
        var normal = clips.normal(16);
        Map<String, Object> plain = Map.of();
        return List.of(
                Kind.of("normal", plain, normal),
                Kind.of("29.97 fps", plain, clips.ntsc(48)),
                Kind.of("video only", plain, clips.videoOnly(48)),
                Kind.of("audio only", plain, clips.audioOnly(48)),
                Kind.of("44.1 kHz", plain, clips.cdAudio(48)),
                Kind.of("keyframes 8 s apart", plain, clips.rareKeyframes(48)),
                // A rung may be away for a moment when the source's size changes.
                Kind.of(
                        "another size mid-stream",
                        Map.of("ladder", "source"),
                        clips.normal(8),
                        clips.larger(8)),
                Kind.of("across 24 bits of RTMP", plain, normal).from(16_777_216 - 7_000),
                Kind.of("across 33 bits at 90 kHz", plain, normal).from(95_443_717 - 7_000),
                Kind.of("late audio", plain, clips.normal(64).withAudioFrom(5_000)),
                Kind.of("HEVC", plain, encoder.hevc(24)),
                Kind.of("AV1 and Opus", plain, encoder.av1WithOpus(24)),
                Kind.of("ladder", Map.of("ladder", "auto"), clips.numbered(64)),
                Kind.of("standard latency", Map.of("latencyMode", "standard"), normal),
                Kind.of("reconnects", plain, normal).reconnecting(),
                Kind.of("encrypted", Map.of("encryption", "aes-128"), normal),
                Kind.of("DVR", Map.of("dvrWindowSeconds", 600), normal));
    }
}
