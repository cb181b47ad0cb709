package tv.headwater.transcode.worker;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tv.headwater.contract.id.StreamId;
import tv.headwater.contract.media.Configuration;
import tv.headwater.contract.media.MalformedMediaRecord;
import tv.headwater.contract.media.MediaRecord;
import tv.headwater.contract.media.MediaRecordCodec;
import tv.headwater.transcode.wire.WireChannel;
import tv.headwater.transcode.wire.WireCodec;
import tv.headwater.transcode.wire.WireMessage;

/** The worker's side of its socket: one job, from ready to the process's end. */
final class WorkerSession implements Output {

    private static final Duration PROGRESS_INTERVAL = Duration.ofMillis(500);

    /** For the supervisor to hear of a failure; it may not be reading. */
    private static final Duration FAREWELL_TIMEOUT = Duration.ofSeconds(1);

    private static final int MAX_STACK = 12;

    private final WireChannel channel;
    private final Tasks tasks;

    WorkerSession(WireChannel channel, Tasks tasks) {
        this.channel = channel;
        this.tasks = tasks;
    }

    /** Ends the process. */
    void run() {
        Thread.setDefaultUncaughtExceptionHandler(this::fail);
        try {
            WireCodec.prepare();
            channel.write(new WireMessage.Ready(ProcessHandle.current().pid(), tasks.load()));
            var first = channel.read();
            if (first instanceof WireMessage.Start start) {
                work(tasks.create(start.job(), this));
            } else if (first != null) {
                throw new IllegalStateException("began with " + first + ", not with Start");
            }
            Runtime.getRuntime().halt(0);
        } catch (Throwable e) {
            fail(Thread.currentThread(), e);
        }
    }

    /** Until the job is done or the supervisor gone. The end of the process frees faster than the task could close. */
    private void work(Task task) throws IOException {
        Thread.ofPlatform().name("progress").daemon().start(() -> report(task));
        WireMessage message;
        while ((message = channel.read()) != null) {
            switch (message) {
                case WireMessage.Media media -> media(task, media);
                case WireMessage.Shed shed -> task.shed(shed.rungs());
                case WireMessage.Drain d -> {
                    task.drain();
                    channel.write(task.progress());
                    channel.write(new WireMessage.Drained());
                    return;
                }
                default -> throw new IllegalStateException(message + " is not for a worker");
            }
        }
    }

    private void media(Task task, WireMessage.Media media) {
        MediaRecord record;
        try {
            record = MediaRecordCodec.decode(media.record());
            if (record instanceof Configuration) {
                // A task goes by it until the next one comes, and what the channel has read is gone
                // by then.
                record = MediaRecordCodec.decode(copy(media.record()));
            }
        } catch (MalformedMediaRecord e) {
            note(WireMessage.Level.WARN, "record left out: " + e.getMessage());
            return;
        }
        task.media(record);
    }

    private static ByteBuffer copy(ByteBuffer record) {
        return ByteBuffer.allocate(record.remaining()).put(record.duplicate()).flip();
    }

    private void report(Task task) {
        while (true) {
            try {
                Thread.sleep(PROGRESS_INTERVAL);
            } catch (InterruptedException e) {
                return;
            }
            write(task.progress());
        }
    }

    @Override
    public void record(MediaRecord record) {
        record(record, false);
    }

    @Override
    public void record(MediaRecord record, boolean more) {
        write(new WireMessage.Media(ByteBuffer.wrap(MediaRecordCodec.encode(record)), more));
    }

    @Override
    public void note(WireMessage.Level level, String text) {
        write(new WireMessage.Note(level, text));
    }

    @Override
    public void noPoster(StreamId streamId, String why) {
        write(new WireMessage.NoPoster(streamId, why));
    }

    private void write(WireMessage message) {
        try {
            channel.write(message);
        } catch (IOException e) {
            // Nobody is left to work for.
            Runtime.getRuntime().halt(0);
        }
    }

    private void fail(Thread thread, Throwable e) {
        var text = thread.getName() + ": " + text(e);
        var farewell =
                Thread.ofPlatform().daemon().start(() -> note(WireMessage.Level.ERROR, text));
        try {
            farewell.join(FAREWELL_TIMEOUT);
        } catch (InterruptedException interrupted) {
            // It ends all the same.
        }
        Runtime.getRuntime().halt(TranscodeWorker.EXIT_FAILED);
    }

    private static String text(Throwable e) {
        List<String> lines = new ArrayList<>();
        for (@Nullable Throwable cause = e;
                cause != null && lines.size() < MAX_STACK;
                cause = cause.getCause()) {
            lines.add(cause.toString());
            Arrays.stream(cause.getStackTrace())
                    .limit(MAX_STACK - lines.size())
                    .forEach(frame -> lines.add("at " + frame));
        }
        return String.join(" ", lines);
    }
}
