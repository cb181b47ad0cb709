package tv.headwater.ingest.rtmp;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import tv.headwater.contract.event.SessionEndReason;
import tv.headwater.ingest.flv.FlvTag;

/** Takes one stream key, and remembers what came. */
final class FakePublications implements Publications {

    static final String KEY = "sk_live_theKeyOfThisTest";

    /** A publication, its tags and its end. */
    static final class Taken implements Publication {

        final Publisher publisher;
        final List<FlvTag> tags = new CopyOnWriteArrayList<>();
        final List<SessionEndReason> ends = new CopyOnWriteArrayList<>();
        final AtomicLong bytes = new AtomicLong();
        volatile @Nullable RuntimeException fault;

        Taken(Publisher publisher) {
            this.publisher = publisher;
        }

        @Override
        public void on(FlvTag tag) {
            tags.add(tag);
            if (fault != null) {
                throw fault;
            }
        }

        @Override
        public void received(long count) {
            bytes.addAndGet(count);
        }

        @Override
        public void closed(SessionEndReason reason) {
            ends.add(reason);
        }

        <T extends FlvTag> List<T> tags(Class<T> type) {
            return new ArrayList<>(tags.stream().filter(type::isInstance).map(type::cast).toList());
        }
    }

    final List<Taken> taken = new CopyOnWriteArrayList<>();
    final AtomicInteger asked = new AtomicInteger();

    /** When set, answers wait for it. */
    volatile CompletableFuture<?> gate = CompletableFuture.completedFuture(null);

    @Override
    public CompletionStage<Answer> publish(String streamName, Publisher publisher) {
        asked.incrementAndGet();
        return gate.thenApply(_ -> {
            if (!streamName.equals(KEY)) {
                return new Answer.Refused("NetStream.Publish.BadName", "Stream key not accepted.");
            }
            var publication = new Taken(publisher);
            taken.add(publication);
            return new Answer.Accepted(publication);
        });
    }
}
