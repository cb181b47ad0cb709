package tv.headwater.transcode.worker.ladder;

import static org.bytedeco.ffmpeg.global.avutil.av_frame_alloc;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_free;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_unref;

import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.jspecify.annotations.Nullable;
import tv.headwater.contract.media.Configuration;
import tv.headwater.contract.media.Stamp;
import tv.headwater.contract.media.Track;
import tv.headwater.transcode.worker.encode.Colour;
import tv.headwater.transcode.worker.encode.VideoEncoder;
import tv.headwater.transcode.worker.ffmpeg.Ffmpeg;
import tv.headwater.transcode.worker.ffmpeg.FfmpegException;

/**
 * One encoder on a thread of its own, from its first picture to {@link #finish} or {@link #abort}. The encoder belongs to that
 * thread; all methods here are for the one thread that gives pictures in.
 */
final class Rung {

    /** Pictures that may wait for the encoder; then whoever brings more waits too. */
    static final int QUEUE = 4;

    static final int TRACK = 1;

    private sealed interface Command {
        record Picture(AVFrame frame, Configuration place, boolean first) implements Command {}

        record Repeat(Configuration place) implements Command {}

        /** @param end of the rendition; null if it goes on */
        record Finish(@Nullable Stamp end) implements Command {}
    }

    /** Opens the encoder for pictures of a colour. */
    interface Opening {
        VideoEncoder open(Colour colour);
    }

    private final Opening opening;
    private final RenditionStamper stamper;
    private final BusyClock busy;
    private final BlockingQueue<Command> queue = new ArrayBlockingQueue<>(QUEUE);
    private final BlockingQueue<AVFrame> spare = new ArrayBlockingQueue<>(QUEUE + 2);
    private final MiniGop miniGop;
    private final Thread thread;

    private boolean finished;
    private @Nullable VideoEncoder encoder;
    private volatile @Nullable Track track;
    private volatile @Nullable String encoderName;
    private volatile @Nullable RuntimeException failure;
    private volatile boolean unavailable;
    private volatile boolean aborted;

    Rung(String name, Opening opening, RenditionStamper stamper, BusyClock busy) {
        this.opening = opening;
        this.stamper = stamper;
        this.busy = busy;
        this.miniGop =
                new MiniGop((place, picture, more) ->
                        stamper.unit(
                                place,
                                requireTrack(),
                                picture.randomAccess(),
                                picture.dts(),
                                picture.pts(),
                                picture.payload(),
                                more));
        for (int i = 0; i < QUEUE + 2; i++) {
            spare.add(Ffmpeg.allocated(av_frame_alloc(), "frame"));
        }
        thread = Thread.ofPlatform().daemon().name("rung-" + name).start(this::run);
    }

    private Track requireTrack() {
        var current = track;
        if (current == null) {
            throw new IllegalStateException("no encoder is open");
        }
        return current;
    }

    /** An empty frame for the next picture; it goes into {@link #take} or {@link #giveBack}. */
    AVFrame spare() {
        return uninterruptibly(spare::take);
    }

    void giveBack(AVFrame frame) {
        av_frame_unref(frame);
        spare.add(frame);
    }

    /**
     * Encodes a picture; waits while {@link #QUEUE} others do.
     *
     * @param first of its segment, or after what the log has: it becomes an IDR
     */
    void take(AVFrame frame, Configuration place, boolean first) {
        put(new Command.Picture(frame, place, first));
    }

    void repeat(Configuration place) {
        put(new Command.Repeat(place));
    }

    /** Gives out everything taken, then END if {@code end} names its place. Follow with {@link #await}. */
    void finish(@Nullable Stamp end) {
        finished = true;
        put(new Command.Finish(end));
    }

    /** Whether it takes no more pictures. */
    boolean isFinished() {
        return finished;
    }

    /** Waits until the thread is gone. */
    void await() {
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                interrupted = true;
                thread.interrupt();
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** Drops everything, and waits until the encoder is closed. */
    void abort() {
        aborted = true;
        thread.interrupt();
        await();
    }

    private void put(Command command) {
        uninterruptibly(() -> {
            queue.put(command);
            return command;
        });
    }

    private interface Waiting<T> {
        T call() throws InterruptedException;
    }

    private <T> T uninterruptibly(Waiting<T> waiting) {
        try {
            return waiting.call();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while an encoder was busy", e);
        }
    }

    /** Whether there is no encoder for it on this machine. */
    boolean isUnavailable() {
        return unavailable;
    }

    /** Why it can give out no more; null while it can. */
    @Nullable RuntimeException failure() {
        return failure;
    }

    /** FFmpeg's name of the encoder, once it is open. */
    @Nullable String encoderName() {
        return encoderName;
    }

    @Nullable Track track() {
        return track;
    }

    private void run() {
        try {
            while (!aborted && execute(queue.take())) {}
        } catch (InterruptedException e) {
            // Aborted: nothing of it is wanted any more.
        } finally {
            if (encoder != null) {
                encoder.close();
            }
            free();
        }
    }

    private void free() {
        for (var command = queue.poll(); command != null; command = queue.poll()) {
            if (command instanceof Command.Picture picture) {
                av_frame_free(picture.frame());
            }
        }
        for (var frame = spare.poll(); frame != null; frame = spare.poll()) {
            av_frame_free(frame);
        }
    }

    /** Once it has failed it takes pictures and drops them, so that nobody waits for it. */
    private boolean execute(Command command) {
        busy.begin();
        try {
            switch (command) {
                case Command.Picture picture -> encode(picture);
                case Command.Repeat repeat -> stamper.repeat(repeat.place());
                case Command.Finish finish -> flush(finish.end());
            }
        } catch (RuntimeException e) {
            failure = aborted ? failure : e;
        } finally {
            busy.end();
            if (command instanceof Command.Picture picture) {
                giveBack(picture.frame());
            }
        }
        return !(command instanceof Command.Finish);
    }

    private void encode(Command.Picture picture) {
        if (unavailable || failure != null) {
            return;
        }
        var open = encoder == null ? open(picture.frame()) : encoder;
        if (open != null) {
            miniGop.await(picture.frame().pts(), picture.place());
            open.encode(picture.frame(), picture.first(), miniGop::add);
        }
    }

    private @Nullable VideoEncoder open(AVFrame frame) {
        try {
            var opened = opening.open(Colour.of(frame));
            encoder = opened;
            track = opened.track(TRACK);
            encoderName = opened.name();
        } catch (FfmpegException | IllegalArgumentException e) {
            unavailable = true;
        }
        return encoder;
    }

    private void flush(@Nullable Stamp end) {
        if (failure != null) {
            return;
        }
        if (encoder != null) {
            encoder.flush(miniGop::add);
            miniGop.flush();
        }
        if (end != null) {
            stamper.end(end);
        }
    }
}
