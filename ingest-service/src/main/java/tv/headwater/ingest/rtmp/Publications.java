package tv.headwater.ingest.rtmp;

import java.util.concurrent.CompletionStage;
import tv.headwater.contract.event.SessionEndReason;
import tv.headwater.ingest.flv.FlvTag;

/** Where RTMP connections bring their publishers; the connection knows nothing of grants, stamps or the log. */
public interface Publications {

    /**
     * Asks whether a publisher may begin. Does not block; the stage completes on any thread.
     *
     * @param streamName what the publisher gave as stream name, which should be its stream key: a secret
     * @param publisher the connection, for the life of the publication
     */
    CompletionStage<Answer> publish(String streamName, Publisher publisher);

    /** The answer to a publish. */
    sealed interface Answer {

        record Accepted(Publication publication) implements Answer {}

        /**
         * @param code the onStatus code, such as {@code NetStream.Publish.BadName}
         * @param description a sentence for the publisher's eyes, without any secret
         */
        record Refused(String code, String description) implements Answer {}
    }

    /** A running publication. Called by its connection alone, on the connection's event loop. */
    interface Publication {

        /** Takes the next tag, in order. Does not block. */
        void on(FlvTag tag);

        /** Bytes received from the publisher since the last call. */
        void received(long bytes);

        /** The connection is closed; called exactly once. */
        void closed(SessionEndReason reason);
    }

    /** A publisher's connection, as its publication sees it. Safe to call from any thread. */
    interface Publisher {

        /** The peer's IP address. */
        String remoteAddress();

        /** Tells the publisher why and closes the connection; {@link Publication#closed} follows with {@code reason}. */
        void drop(SessionEndReason reason, String description);

        /** Stops or resumes reading from the socket, so that a publisher is held back rather than buffered without bound. */
        void readable(boolean readable);
    }
}
