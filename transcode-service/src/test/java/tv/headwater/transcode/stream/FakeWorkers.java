package tv.headwater.transcode.stream;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BiFunction;
import java.util.stream.Collectors;
import tv.headwater.contract.id.Rendition;
import tv.headwater.contract.media.AccessUnit;
import tv.headwater.contract.media.Configuration;
import tv.headwater.contract.media.EndOfSession;
import tv.headwater.contract.media.FourCc;
import tv.headwater.contract.media.MediaRecord;
import tv.headwater.contract.media.MediaRecordCodec;
import tv.headwater.contract.media.Stamp;
import tv.headwater.contract.node.LadderHealth;
import tv.headwater.contract.stream.Ladder;
import tv.headwater.transcode.process.Worker;
import tv.headwater.transcode.process.WorkerListener;
import tv.headwater.transcode.process.Workers;
import tv.headwater.transcode.wire.Resume;
import tv.headwater.transcode.wire.WireMessage;
import tv.headwater.transcode.wire.WorkerJob;

/**
 * Workers that turn each source picture into one unit per rung without any codec: they keep {@link #DELAY} pictures back as a decoder
 * does, and do as they are told with each record.
 */
final class FakeWorkers implements Workers {

    static final int DELAY = 2;

    /** What becomes of a worker that gets a record. */
    enum Fate {
        LIVE,
        CRASH,
        HANG
    }

    final List<FakeWorker> started = new CopyOnWriteArrayList<>();

    /** By the worker's number, from 0 on, and the record. */
    volatile BiFunction<FakeWorker, MediaRecord, Fate> fate = (_, _) -> Fate.LIVE;

    /** Whether workers are long in coming. */
    volatile boolean late;

    @Override
    public Worker start(WorkerJob job, WorkerListener listener) {
        var worker = new FakeWorker(started.size(), job, listener);
        started.add(worker);
        while (late) {
            LockSupport.parkNanos(1_000_000);
        }
        worker.thread.start();
        return worker;
    }

    long alive() {
        return started.stream().filter(worker -> !worker.gone).count();
    }

    final class FakeWorker implements Worker {

        final int number;
        final WorkerJob job;
        final List<WireMessage> got = new CopyOnWriteArrayList<>();
        int records;
        private final WorkerListener listener;
        private final BlockingQueue<WireMessage> queue = new LinkedBlockingQueue<>(4);
        private final Thread thread;
        private final Map<Rendition, Line> lines = new HashMap<>();
        private final Deque<AccessUnit> held = new ArrayDeque<>();
        private final Map<Long, Configuration> configurations = new HashMap<>();
        private volatile boolean gone;
        private volatile boolean killed;
        private Set<Rendition> shed = Set.of();
        private long decoded;

        private static final class Line {
            long segment = -1;
            long sequence;
            boolean open;
        }

        FakeWorker(int number, WorkerJob job, WorkerListener listener) {
            this.number = number;
            this.job = job;
            this.listener = listener;
            this.thread = Thread.ofVirtual().unstarted(this::run);
        }

        private void run() {
            String why = "exit value 0";
            try {
                listener.on(new WireMessage.Ready(number, "none"));
                while (take(queue.take())) {}
            } catch (InterruptedException e) {
                why = "killed";
            } catch (IllegalStateException e) {
                why = String.valueOf(e.getMessage());
            }
            gone = true;
            listener.exited(why);
        }

        private boolean take(WireMessage message) throws InterruptedException {
            got.add(message);
            switch (message) {
                case WireMessage.Media media -> media(MediaRecordCodec.decode(media.record()));
                case WireMessage.Shed now -> shed = now.rungs();
                case WireMessage.Drain _ -> {
                    say(new WireMessage.Drained());
                    return false;
                }
                default -> throw new IllegalStateException("unexpected " + message);
            }
            return true;
        }

        private void media(MediaRecord record) throws InterruptedException {
            records++;
            switch (fate.apply(this, record)) {
                case LIVE -> {}
                case CRASH -> throw new IllegalStateException("exit value 139, SIGSEGV");
                case HANG -> Thread.sleep(Duration.ofHours(1));
            }
            if (job instanceof WorkerJob.Posters) {
                poster(record);
                return;
            }
            switch (record) {
                case Configuration configuration ->
                        configurations.putIfAbsent(configuration.stamp().segment(), configuration);
                case AccessUnit unit when unit.codec().equals(FourCc.AVC1) -> {
                    held.add(unit);
                    if (held.size() > DELAY) {
                        encode(held.remove());
                    }
                }
                case EndOfSession end -> {
                    while (!held.isEmpty()) {
                        encode(held.remove());
                    }
                    for (var rung : rungs()) {
                        say(new EndOfSession(stamp(rung, end.stamp())));
                    }
                }
                default -> {}
            }
        }

        private void encode(AccessUnit picture) {
            decoded++;
            for (var rung : rungs()) {
                var line = lines.computeIfAbsent(rung, _ -> new Line());
                if (isThere(rung, picture)) {
                    continue;
                }
                boolean begins = picture.stamp().segment() != line.segment;
                if (begins && shed.contains(rung)) {
                    if (line.open) {
                        say(new EndOfSession(stamp(rung, picture.stamp())));
                        line.open = false;
                    }
                    continue;
                }
                if (begins) {
                    line.segment = picture.stamp().segment();
                    line.open = true;
                    var configuration = configurations.get(line.segment);
                    say(
                            new Configuration(
                                    stamp(rung, picture.stamp()), false, configuration.config()));
                }
                say(
                        new AccessUnit(
                                stamp(rung, picture.stamp()),
                                1,
                                FourCc.AVC1,
                                begins,
                                picture.dts(),
                                picture.pts(),
                                ByteBuffer.wrap(new byte[] {1, 2, 3})));
            }
            progress(picture.pts());
        }

        private boolean isThere(Rendition rung, AccessUnit picture) {
            return transcode().resume().stream()
                    .filter(resume -> resume.rendition().equals(rung))
                    .anyMatch(resume -> covers(resume, picture));
        }

        private static boolean covers(Resume resume, AccessUnit picture) {
            long segment = picture.stamp().segment();
            return segment < resume.segment()
                    || (segment == resume.segment() && resume.emitted().contains(picture.pts()));
        }

        private void progress(long pts) {
            var rungs = new ArrayList<LadderHealth.Rung>();
            for (var rung : rungs()) {
                rungs.add(
                        new LadderHealth.Rung(
                                rung,
                                "avc1",
                                320,
                                180,
                                "fake",
                                shed.contains(rung)
                                        ? LadderHealth.State.SHED
                                        : LadderHealth.State.RUNNING));
            }
            say(new WireMessage.Progress(rungs, pts, decoded * 10, decoded * 33, decoded * 11, 0));
        }

        private void poster(MediaRecord record) {
            if (record instanceof AccessUnit unit) {
                var stamp = stamp(Rendition.POSTER, unit.stamp());
                say(
                        new AccessUnit(
                                stamp,
                                1,
                                FourCc.JPEG,
                                true,
                                unit.pts(),
                                unit.pts(),
                                ByteBuffer.wrap(new byte[] {9})));
            }
        }

        private Stamp stamp(Rendition rendition, Stamp source) {
            var line = lines.computeIfAbsent(rendition, _ -> new Line());
            long first = job instanceof WorkerJob.Transcode it ? it.firstSequence() : 0;
            return new Stamp(
                    source.streamId(),
                    rendition,
                    source.epoch(),
                    first + line.sequence++,
                    source.segment(),
                    source.wallClockOrigin());
        }

        private void say(MediaRecord record) {
            say(new WireMessage.Media(ByteBuffer.wrap(MediaRecordCodec.encode(record))));
        }

        private synchronized void say(WireMessage message) {
            if (!killed) {
                listener.on(message);
            }
        }

        WorkerJob.Transcode transcode() {
            return (WorkerJob.Transcode) job;
        }

        private List<Rendition> rungs() {
            return ((Ladder.Rungs) transcode().ladder())
                    .rungs().stream().map(Ladder.Rung::name).toList();
        }

        Set<Long> segmentsGot() {
            return got.stream()
                    .filter(WireMessage.Media.class::isInstance)
                    .map(media -> MediaRecordCodec.decode(((WireMessage.Media) media).record()))
                    .map(record -> record.stamp().segment())
                    .collect(Collectors.toSet());
        }

        @Override
        public long pid() {
            return number;
        }

        @Override
        public void send(WireMessage message) throws IOException {
            try {
                while (!gone) {
                    if (queue.offer(message, 10, java.util.concurrent.TimeUnit.MILLISECONDS)) {
                        return;
                    }
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            throw new IOException("the worker is gone");
        }

        @Override
        public Duration cpu() {
            return Duration.ofMillis(decoded);
        }

        @Override
        public void kill() {
            killed = true;
            thread.interrupt();
        }
    }
}
