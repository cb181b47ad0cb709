package tv.headwater.metadata.stream;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tv.headwater.contract.api.LiveStream.PlayableRendition;
import tv.headwater.contract.id.Rendition;
import tv.headwater.contract.media.FourCc;
import tv.headwater.contract.node.LadderHealth;
import tv.headwater.contract.node.SourceHealth;
import tv.headwater.metadata.cluster.Vitals;

/** What of a stream can be played, as its ingest and its transcoder tell. Pure. */
final class Renditions {

    /** Audio that is not AAC goes with the rungs as AAC-LC. */
    private static final String AAC = "mp4a.40.2";

    private Renditions() {}

    /** The source first, then the rungs that run, from the highest to the lowest. */
    static List<PlayableRendition> of(Vitals vitals) {
        var renditions = new ArrayList<PlayableRendition>();
        var source = vitals.source();
        if (source != null) {
            ofSource(source, renditions);
        }
        var ladder = vitals.ladder();
        if (ladder != null) {
            ladder.rungs().stream()
                    .filter(rung -> rung.state() == LadderHealth.State.RUNNING)
                    .map(rung -> ofRung(rung, source))
                    .forEach(renditions::add);
        }
        return List.copyOf(renditions);
    }

    private static void ofSource(SourceHealth source, List<PlayableRendition> renditions) {
        var video = source.video();
        var audio = source.audio();
        if (video != null) {
            renditions.add(
                    new PlayableRendition(
                            Rendition.SOURCE.value(),
                            video.width(),
                            video.height(),
                            video.frameRate(),
                            joined(
                                    Objects.requireNonNullElse(video.codecs(), video.codec()),
                                    audio == null ? null : ofAudio(audio)),
                            source.bitrate()));
        } else if (audio != null) {
            renditions.add(
                    new PlayableRendition(
                            Rendition.AUDIO.value(),
                            null,
                            null,
                            null,
                            ofAudio(audio),
                            source.bitrate()));
        }
    }

    private static PlayableRendition ofRung(LadderHealth.Rung rung, @Nullable SourceHealth source) {
        var video = source == null ? null : source.video();
        var audio = source == null ? null : source.audio();
        var bitrate = rung.bitrate();
        return new PlayableRendition(
                rung.name().value(),
                rung.width(),
                rung.height(),
                video == null ? null : video.frameRate(),
                joined(
                        Objects.requireNonNullElse(rung.codecs(), rung.codec()),
                        audio == null ? null : ofTranscodedAudio(audio)),
                bitrate == null ? null : bitrate + (audio == null ? 0 : audio.bitrate()));
    }

    private static String ofTranscodedAudio(SourceHealth.Audio audio) {
        return audio.codec().equals(FourCc.MP4A.toString()) ? ofAudio(audio) : AAC;
    }

    private static String ofAudio(SourceHealth.Audio audio) {
        return Objects.requireNonNullElse(audio.codecs(), audio.codec());
    }

    private static String joined(@Nullable String... codecs) {
        return Stream.of(codecs).filter(Objects::nonNull).collect(Collectors.joining(","));
    }
}
