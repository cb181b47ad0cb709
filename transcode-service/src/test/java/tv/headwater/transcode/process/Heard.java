package tv.headwater.transcode.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import tv.headwater.transcode.wire.WireMessage;

/** What a worker has said so far. */
final class Heard implements WorkerListener {

    private final List<WireMessage> messages = new ArrayList<>();
    private final List<String> ends = new ArrayList<>();

    @Override
    public synchronized void on(WireMessage message) {
        assertThat(ends).isEmpty();
        messages.add(message);
    }

    @Override
    public synchronized void exited(String why) {
        ends.add(why);
    }

    synchronized List<WireMessage> messages() {
        return List.copyOf(messages);
    }

    synchronized <T extends WireMessage> List<T> all(Class<T> type) {
        return messages.stream().filter(type::isInstance).map(type::cast).toList();
    }

    List<ByteBuffer> records() {
        return all(WireMessage.Media.class).stream().map(WireMessage.Media::record).toList();
    }

    List<String> notes() {
        return all(WireMessage.Note.class).stream().map(WireMessage.Note::text).toList();
    }

    synchronized List<String> ends() {
        return List.copyOf(ends);
    }

    void awaitRecords(int count) {
        await().until(() -> records().size() >= count);
    }

    /** Waits until it is gone, and says why. */
    String awaitEnd() {
        await().until(() -> !ends().isEmpty());
        return ends().getFirst();
    }
}
