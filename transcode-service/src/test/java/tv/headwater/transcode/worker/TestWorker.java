package tv.headwater.transcode.worker;

import java.io.IOException;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.javacpp.Pointer;
import tv.headwater.contract.id.Rendition;
import tv.headwater.contract.media.AccessUnit;
import tv.headwater.contract.media.MediaRecord;
import tv.headwater.transcode.wire.WireMessage;
import tv.headwater.transcode.wire.WorkerJob;

/** Main class of a worker process that does what the preset of its job names. */
public final class TestWorker {

    /** Says each record again. */
    public static final String ECHO = "echo";

    /** Says each record again, and then never returns. */
    public static final String HANG = "hang";

    /** Says each record again, and prints much of nothing. */
    public static final String GARBAGE = "garbage";

    /** Throws at the first record. */
    public static final String FAIL = "fail";

    /** Has its process crash in native code at the first record. */
    public static final String CRASH = "crash";

    /** Takes all memory there is at the first record. */
    public static final String GREED = "greed";

    private TestWorker() {}

    public static void main(String[] args) throws IOException {
        TranscodeWorker.run(args, new TestTasks());
    }

    private static final class TestTasks implements Tasks {

        @Override
        public String load() {
            return "test";
        }

        @Override
        public Task create(WorkerJob job, Output output) {
            var behaviour = job instanceof WorkerJob.Transcode t ? t.preset() : ECHO;
            if (behaviour.equals(GARBAGE)) {
                printGarbage();
            }
            return new TestTask(behaviour, output);
        }

        private static void printGarbage() {
            var line = "\u0000\u0007garbage".repeat(10_000);
            for (int i = 0; i < 30; i++) {
                System.out.println(line);
            }
            System.err.println("the last of it");
        }
    }

    /** Its progress tells the resolution of nothing but how many records it had. */
    private static final class TestTask implements Task {

        private final String behaviour;
        private final Output output;
        private final AtomicLong records = new AtomicLong();

        private TestTask(String behaviour, Output output) {
            this.behaviour = behaviour;
            this.output = output;
        }

        @Override
        public void media(MediaRecord record) {
            records.incrementAndGet();
            switch (behaviour) {
                case FAIL -> throw new IllegalStateException("it does not want to");
                case CRASH -> new Nowhere().get();
                case GREED -> takeAll();
                default -> output.record(copy(record));
            }
            if (behaviour.equals(HANG)) {
                hang();
            }
        }

        private static MediaRecord copy(MediaRecord record) {
            return record instanceof AccessUnit u
                    ? new AccessUnit(
                            u.stamp(),
                            u.track(),
                            u.codec(),
                            u.randomAccess(),
                            u.dts(),
                            u.pts(),
                            u.payload())
                    : record;
        }

        private static void takeAll() {
            long[][] all = new long[1 << 20][];
            for (int i = 0; i < all.length; i++) {
                all[i] = new long[1 << 17];
            }
            throw new IllegalStateException("has " + all.length + " MiB");
        }

        private static void hang() {
            try {
                new CountDownLatch(1).await();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }

        @Override
        public void shed(Set<Rendition> rungs) {
            output.note(WireMessage.Level.INFO, "shed " + rungs);
        }

        @Override
        public void drain() {
            output.note(WireMessage.Level.INFO, "drained");
        }

        @Override
        public WireMessage.Progress progress() {
            return new WireMessage.Progress(List.of(), records.get(), 0, 0, 0, 0);
        }

        @Override
        public void close() {}
    }

    private static final class Nowhere extends BytePointer {
        private Nowhere() {
            super((Pointer) null);
            Loader.load(BytePointer.class);
            address = 8;
        }
    }
}
