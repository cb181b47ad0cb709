package tv.headwater.bench.chat;

import java.io.IOException;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;
import tv.headwater.bench.BenchFailure;
import tv.headwater.bench.ScratchDirectory;
import tv.headwater.bench.Stores;
import tv.headwater.contract.log.Json;

/** What telling everybody costs: the CPU time of chat-service against that of others who tell as many the same. */
public final class ChatBench {

    private static final Duration WARM_UP = Duration.ofSeconds(30);

    private final ChatOptions options;
    private final PrintStream print;

    /** A server, who is in its room, and what came of each round. */
    private record Room(RoomServer server, Crowd crowd, List<Round> rounds)
            implements AutoCloseable {

        @Override
        public void close() throws IOException {
            crowd.close();
            server.close();
        }

        double median(ToDoubleFunction<Round> figure) {
            var sorted = rounds.stream().mapToDouble(figure).sorted().toArray();
            return sorted[sorted.length / 2];
        }
    }

    /** @param seconds from the first message to the last delivery */
    private record Round(double cpuSeconds, double seconds, Crowd.Talk talk) {

        double perCpuSecond(double idle) {
            return talk.heard().total() / (cpuSeconds - idle * seconds);
        }
    }

    private ChatBench(ChatOptions options, PrintStream print) {
        this.options = options;
        this.print = print;
    }

    /**
     * Measures and prints.
     *
     * @param args of {@code ./headwater bench}
     * @throws IllegalArgumentException with a sentence
     */
    public static void run(String[] args, PrintStream print) throws IOException {
        new ChatBench(ChatOptions.parse(args), print).run();
    }

    private void run() throws IOException {
        double load = load();
        List<Room> rooms = new ArrayList<>();
        try (var scratch = ScratchDirectory.make()) {
            print.println("Starting PostgreSQL, Kafka and the rooms");
            try (var stores = Stores.start(scratch.path())) {
                try {
                    open(rooms, stores, scratch.path());
                    var report = measure(rooms, load);
                    print.println();
                    print.print(report.table());
                    Files.write(options.out(), Json.write(report));
                    print.println();
                    print.println("All figures are in " + options.out().toAbsolutePath());
                } finally {
                    for (var room : rooms) {
                        room.close();
                    }
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new BenchFailure("interrupted");
        }
    }

    private void open(List<Room> rooms, Stores stores, Path scratch)
            throws IOException, InterruptedException {
        open(rooms, RoomServer.headwater(stores));
        open(rooms, RoomServer.stomp(scratch.resolve("stomp")));
        var ws = RoomServer.ws();
        if (ws.isPresent()) {
            open(rooms, ws.get());
        } else {
            print.println(
                    "ws for Node is not installed and is left out; with Node: npm ci --prefix "
                            + RoomServer.peers());
        }
    }

    private void open(List<Room> rooms, RoomServer server)
            throws IOException, InterruptedException {
        try {
            var crowd = Crowd.join(server.dialect(), server.port(), options.members());
            rooms.add(new Room(server, crowd, new ArrayList<>()));
        } catch (BenchFailure | InterruptedException e) {
            server.close();
            throw e;
        }
    }

    private ChatReport measure(List<Room> rooms, double load) throws InterruptedException {
        print.println("Warming up");
        for (var room : rooms) {
            long missing = room.crowd().talk(options.rate(), WARM_UP).missing();
            if (missing > 0) {
                print.printf(
                        "%s does not keep up with %d messages a second to %d members here%n",
                        room.server().name(), options.rate(), options.members());
            }
        }
        print.println("Nothing is said");
        double[] idle = new double[rooms.size()];
        double[] before = rooms.stream().mapToDouble(room -> room.server().cpuSeconds()).toArray();
        Thread.sleep(options.period());
        for (int i = 0; i < idle.length; i++) {
            idle[i] =
                    (rooms.get(i).server().cpuSeconds() - before[i]) / options.period().toSeconds();
        }
        print.println("Talking");
        for (int round = 0; round < options.rounds(); round++) {
            for (var room : rooms) {
                room.rounds().add(round(room));
            }
        }
        List<ChatReport.Room> measured = new ArrayList<>();
        for (int i = 0; i < idle.length; i++) {
            measured.add(figures(rooms.get(i), idle[i]));
        }
        return new ChatReport(
                Runtime.getRuntime().availableProcessors(),
                Math.max(load, load()),
                options.members(),
                options.rate(),
                options.period().toSeconds(),
                options.rounds(),
                measured);
    }

    private Round round(Room room) throws InterruptedException {
        long start = System.nanoTime();
        double before = room.server().cpuSeconds();
        var talk = room.crowd().talk(options.rate(), options.period());
        return new Round(
                room.server().cpuSeconds() - before, (System.nanoTime() - start) / 1e9, talk);
    }

    private static ChatReport.Room figures(Room room, double idle) {
        return new ChatReport.Room(
                room.server().name(),
                room.median(round -> round.perCpuSecond(0)),
                room.median(round -> round.perCpuSecond(idle)),
                idle * 1e3,
                room.median(round -> round.talk().heard().quantile(0.5)),
                room.median(round -> round.talk().heard().quantile(0.99)),
                room.rounds().stream().mapToLong(round -> round.talk().missing()).sum());
    }

    private static double load() {
        return ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage();
    }
}
