package tv.headwater.metadata.health;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;
import tv.headwater.contract.api.StreamHealth;
import tv.headwater.metadata.stream.Streams;
import tv.headwater.rest.Caller;

/** {@code /api/v1/live-streams/{id}/health}. */
@Tag(name = "Live streams")
@RestController
class HealthController {

    private final Streams streams;
    private final Health health;

    HealthController(Streams streams, Health health) {
        this.streams = streams;
        this.health = health;
    }

    @Operation(
            summary = "How the live stream does",
            description =
                    """
                    For its owner and admins; another's is 404. Figures are those of the last 10 s, from the nodes that have the \
                    stream, and are absent where nobody publishes. `status` is the worst of `issues`, which come worst first:

                    | code | severity | when |
                    |---|---|---|
                    | `publisher_lost` | bad | the stream is `reconnecting` |
                    | `keyframe_interval_long` | warning, bad | more than 4 s, 10 s between keyframes |
                    | `frame_rate_low` | warning | less than 15 frames per second |
                    | `bitrate_low` | warning | video below 100 kbit/s from 720 lines on, 200 kbit/s from 1080 on |
                    | `bitrate_high` | warning | more than 20 Mbit/s |
                    | `video_missing`, `audio_missing` | warning | the session has only the other |
                    | `media_dropped` | bad | media was dropped at ingest in the last 60 s, because the log was away |
                    | `log_lag` | warning, bad | media has waited more than 2 s, 10 s for the log |
                    | `transcode_missing` | warning | a ladder is wanted and no transcoder has had the stream for 10 s |
                    | `transcode_lag` | warning | the ladder is more than 5 s behind the source |
                    | `transcode_shed` | warning | rungs are left out, because the transcoder cannot keep up |
                    | `transcode_skipped` | warning | in the last 60 s a segment was left out that no worker survived |
                    | `decode_errors` | warning | in the last 60 s access units could not be decoded |

                    An issue that lasts is also told as the event `live_stream.warning` when it begins and when it ends.\
                    """)
    @GetMapping("/api/v1/live-streams/{id}/health")
    StreamHealth get(@PathVariable String id, Caller caller) {
        return health.of(streams.owned(id, caller).id());
    }
}
