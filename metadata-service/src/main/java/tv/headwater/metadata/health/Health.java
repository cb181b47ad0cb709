package tv.headwater.metadata.health;

import java.time.Duration;
import java.util.List;
import org.springframework.stereotype.Service;
import tv.headwater.contract.api.StreamHealth;
import tv.headwater.contract.api.StreamHealth.Issue;
import tv.headwater.contract.id.StreamId;
import tv.headwater.metadata.cluster.Cluster;
import tv.headwater.metadata.cluster.Vitals;
import tv.headwater.metadata.health.LiveStreams.Live;

/** Judges streams by what is known of them now. */
@Service
class Health {

    private final LiveStreams streams;
    private final Cluster cluster;
    private final Sightings sightings;

    Health(LiveStreams streams, Cluster cluster, Sightings sightings) {
        this.streams = streams;
        this.cluster = cluster;
        this.sightings = sightings;
    }

    StreamHealth of(StreamId id) {
        var stream = streams.of(id);
        sightings.look();
        // What a node still says of a stream without a publisher is about to end.
        var vitals = stream.status().isPublished() ? cluster.vitals(id) : Vitals.NONE;
        var issues = HealthAssessment.of(observed(stream, vitals));
        var source = vitals.source();
        return new StreamHealth(
                id,
                stream.status(),
                HealthAssessment.worst(issues),
                issues,
                source == null ? null : source.video(),
                source == null ? null : source.audio(),
                source == null ? null : source.bitrate(),
                vitals.ladder(),
                vitals.measuredAt());
    }

    List<Issue> issues(Live stream) {
        return HealthAssessment.of(observed(stream, cluster.vitals(stream.id())));
    }

    private Observation observed(Live stream, Vitals vitals) {
        return new Observation(
                stream.status(),
                stream.reconnectWindowSeconds(),
                stream.ladderWanted(),
                vitals.source(),
                vitals.ladder(),
                vitals.transcoded()
                        ? Duration.ZERO
                        : sightings.withoutTranscoder(stream.id(), stream.activeAt()),
                sightings.recent(stream.id()));
    }
}
