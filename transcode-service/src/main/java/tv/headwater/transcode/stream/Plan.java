package tv.headwater.transcode.stream;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import tv.headwater.contract.id.Rendition;
import tv.headwater.contract.media.FourCc;
import tv.headwater.contract.media.SessionConfig;
import tv.headwater.contract.media.Track;
import tv.headwater.contract.stream.Ladder;
import tv.headwater.contract.stream.LatencyMode;
import tv.headwater.contract.stream.StreamSettings;
import tv.headwater.contract.stream.VideoCodec;
import tv.headwater.transcode.ladder.Cost;
import tv.headwater.transcode.ladder.LadderPlan;
import tv.headwater.transcode.ladder.Profile;
import tv.headwater.transcode.ladder.RungPlan;

/**
 * What a stream gets, by its settings and its newest CONFIG.
 *
 * @param audio whether its audio is made AAC
 */
record Plan(Ladder ladder, Profile profile, List<RungPlan> rungs, boolean audio, Cost cost) {

    /** Of making AAC, in encoder-seconds per second. */
    private static final double AUDIO_COST = 0.02;

    static Plan of(StreamSettings settings, SessionConfig config) {
        var ladder = settings.ladder();
        var profile =
                settings.latencyMode() == LatencyMode.LOW ? Profile.LOW_LATENCY : Profile.QUALITY;
        boolean audio =
                !(ladder instanceof Ladder.Source)
                        && config.tracks().stream()
                                .anyMatch(track ->
                                        track instanceof Track.Audio a
                                                && !a.codec().equals(FourCc.MP4A));
        for (var track : config.tracks()) {
            if (track instanceof Track.Video v && v.width() > 0 && v.height() > 0) {
                var rungs = LadderPlan.choose(ladder, v.width(), v.height(), 0);
                var cost = Cost.of(v.codec(), v.width(), v.height(), 0, profile, rungs);
                return new Plan(ladder, profile, rungs, audio, cost);
            }
        }
        return new Plan(ladder, profile, List.of(), audio, new Cost(0, Map.of()));
    }

    boolean needsWorker() {
        return !rungs.isEmpty() || audio;
    }

    /** The video renditions, from the highest to the lowest. */
    List<Rendition> video() {
        return rungs.stream().map(RungPlan::name).toList();
    }

    Set<Rendition> renditions() {
        var all = new HashSet<>(video());
        if (audio) {
            all.add(Rendition.AUDIO_AAC);
        }
        return all;
    }

    /** How many pictures the worker may keep before it gives one out. */
    int delay() {
        boolean low =
                profile == Profile.LOW_LATENCY
                        && rungs.stream().allMatch(rung -> rung.codec() == VideoCodec.H264);
        return low ? 30 : 90;
    }

    /** Whether a worker for the one does for the other. */
    boolean sameJob(Plan other) {
        return ladder.equals(other.ladder) && profile == other.profile;
    }

    /** In encoder-seconds per second. */
    double estimate() {
        return cost.total() + (audio ? AUDIO_COST : 0);
    }
}
