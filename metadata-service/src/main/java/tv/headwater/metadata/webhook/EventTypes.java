package tv.headwater.metadata.webhook;

import java.util.List;
import java.util.Set;

/** Events that webhooks may be told of. */
final class EventTypes {

    /** In the order in which a broadcast has them. */
    static final List<String> ALL =
            List.of(
                    "live_stream.created",
                    "live_stream.connected",
                    "live_stream.active",
                    "live_stream.warning",
                    "live_stream.disconnected",
                    "live_stream.reconnecting",
                    "live_stream.idle",
                    "live_stream.completed",
                    "live_stream.disabled",
                    "live_stream.enabled",
                    "live_stream.deleted");

    /** Documented, and nothing tells them yet. */
    static final Set<String> NOT_YET =
            Set.of(
                    "recording.ready",
                    "simulcast_target.broadcasting",
                    "simulcast_target.errored",
                    "poll.opened",
                    "poll.closed");

    private EventTypes() {}
}
