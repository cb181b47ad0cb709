package tv.headwater.packager.dvr;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** Who has time waits for room, who has none does not. */
class WriteQueueTest {

    private static final RenditionKey KEY = new RenditionKey(Disk.STREAM, Disk.SOURCE);

    private final WriteQueue queue = new WriteQueue(100);

    private static Work.Append append(long msn, int size) {
        return new Work.Append(KEY, Disk.segment(msn, size));
    }

    /** Returns once the offer waits; completes with what it comes to. */
    private CompletableFuture<Boolean> waiting(Work.Append append) {
        var result = new CompletableFuture<Boolean>();
        var thread =
                Thread.ofVirtual()
                        .start(() -> {
                            try {
                                result.complete(queue.offer(append, Disk.PATIENCE));
                            } catch (InterruptedException e) {
                                result.completeExceptionally(e);
                            }
                        });
        await("it waits")
                .atMost(Disk.PATIENCE)
                .until(() -> thread.getState() == Thread.State.TIMED_WAITING);
        return result;
    }

    @Test
    void waitsForRoom() throws InterruptedException {
        assertThat(queue.offer(append(1, 80), Duration.ZERO)).isTrue();
        assertThat(queue.offer(append(2, 80), Duration.ZERO)).isFalse();
        var third = waiting(append(3, 80));
        assertThat(queue.poll(Duration.ZERO)).isEqualTo(append(1, 80));
        assertThat(third.join()).isTrue();
        assertThat(queue.poll(Duration.ZERO)).isEqualTo(append(3, 80));
    }

    @Test
    void waitsNoLongerThanItIsOpen() throws InterruptedException {
        assertThat(queue.offer(append(1, 80), Duration.ZERO)).isTrue();
        var second = waiting(append(2, 80));
        queue.close();
        assertThat(second.join()).isFalse();
    }

    @Test
    void whatNeverFitsDoesNotWait() throws InterruptedException {
        assertThat(queue.offer(append(1, 101), Disk.PATIENCE)).isFalse();
    }
}
