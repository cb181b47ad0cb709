package tv.headwater.metadata.session;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;
import tv.headwater.contract.api.ProblemCode;
import tv.headwater.contract.api.PublishGrantsApi;
import tv.headwater.contract.api.PublishGrantsApi.PublishGrant;
import tv.headwater.contract.api.PublishGrantsApi.PublishGrantRequest;
import tv.headwater.contract.event.SessionEndReason;
import tv.headwater.contract.node.NodeStatus;
import tv.headwater.contract.stream.StreamStatus;
import tv.headwater.metadata.MetadataProperties;
import tv.headwater.metadata.cluster.Cluster;
import tv.headwater.metadata.stream.StreamJournal;
import tv.headwater.metadata.stream.StreamRow;
import tv.headwater.metadata.stream.StreamRows;
import tv.headwater.rest.ApiProblem;

/** Decides whether a publisher may begin, one after the other for each stream. */
@Service
class Grants {

    private static final Logger log = LoggerFactory.getLogger(Grants.class);

    private final StreamRows streams;
    private final SessionRows sessions;
    private final StreamJournal journal;
    private final Lanes lanes;
    private final Cluster cluster;
    private final Duration takeoverAfter;
    private final Clock clock;

    Grants(
            StreamRows streams,
            SessionRows sessions,
            StreamJournal journal,
            Lanes lanes,
            Cluster cluster,
            MetadataProperties properties,
            Clock clock) {
        this.streams = streams;
        this.sessions = sessions;
        this.journal = journal;
        this.lanes = lanes;
        this.cluster = cluster;
        this.takeoverAfter = properties.sessions().takeoverAfter();
        this.clock = clock;
    }

    /** See {@link PublishGrantsApi#grant}. */
    @Transactional
    PublishGrant grant(PublishGrantRequest request) {
        var sha256 = request.streamKeySha256();
        var stream =
                streams.withKey(sha256)
                        .flatMap(streams::lock)
                        .filter(row -> row.hasKey(sha256))
                        .orElseThrow(() ->
                                refused(
                                        ProblemCode.STREAM_KEY_UNKNOWN,
                                        "no live stream has this key"));
        if (stream.status() == StreamStatus.DISABLED) {
            throw refused(ProblemCode.STREAM_DISABLED, "the live stream is disabled");
        }
        if (stream.status() == StreamStatus.ENDED) {
            throw refused(
                    ProblemCode.STREAM_ENDED,
                    "the live stream is completed; enable it to publish again");
        }
        var now = clock.instant();
        for (var open : sessions.open(stream.id().value())) {
            mustGiveWay(open, request, now);
            open.end(SessionEndReason.TAKEN_OVER, now);
        }
        return granted(stream, request, now);
    }

    private PublishGrant granted(StreamRow stream, PublishGrantRequest request, Instant now) {
        long epoch =
                (stream.epoch() / PublishGrantsApi.EPOCH_STEP + 1) * PublishGrantsApi.EPOCH_STEP;
        int lane = lanes.of(stream, now);
        stream.grant(epoch, lane, now);
        sessions.save(
                new SessionRow(stream.id(), epoch, request.node(), request.remoteAddress(), now));
        journal.changed(stream);
        log.info(
                "stream {} granted to {} for {}: epoch {}, lane {}",
                stream.id(),
                request.node(),
                request.remoteAddress(),
                epoch,
                lane);
        return new PublishGrant(
                stream.id(),
                epoch,
                lane,
                stream.spec().latencyMode(),
                stream.spec().reconnectWindowSeconds(),
                stream.spec().encryption(),
                stream.lastSegment(),
                stream.lastDiscontinuitySequence(),
                stream.targetDuration(),
                now);
    }

    /** The asking node itself has made sure that no live session of its own is in the way. */
    private void mustGiveWay(SessionRow open, PublishGrantRequest request, Instant now) {
        if (open.node().equals(request.node())) {
            return;
        }
        if (!cluster.isKnown()) {
            throw ApiProblem.unavailable("it is not known yet which nodes run");
        }
        boolean flows =
                cluster.live(open.node()).stream()
                        .filter(node -> !SessionWatch.isRestarted(node, open))
                        .flatMap(node -> node.holds().stream())
                        .filter(held -> held.streamId().equals(open.streamId()))
                        .anyMatch(held -> isFresh(held, now));
        if (flows) {
            throw new ApiProblem(
                    HttpStatus.CONFLICT,
                    ProblemCode.ALREADY_PUBLISHING,
                    "another publisher's media flows for this live stream");
        }
    }

    private boolean isFresh(NodeStatus.Held held, Instant now) {
        var last = held.lastMediaAt();
        return last != null && last.plus(takeoverAfter).isAfter(now);
    }

    private static ApiProblem refused(ProblemCode code, String detail) {
        return new ApiProblem(HttpStatus.FORBIDDEN, code, detail);
    }
}
