package tv.headwater.bench;

import java.io.IOException;
import tv.headwater.bench.chat.ChatBench;
import tv.headwater.bench.edge.EdgeBench;

/** {@code ./headwater bench}. */
public final class Bench {

    private static final int EXIT_FAILED = 1;
    private static final int EXIT_MISUSE = 2;

    private Bench() {}

    public static void main(String[] args) throws IOException, InterruptedException {
        try {
            switch (args.length == 0 ? "" : args[0]) {
                case "ladder" -> new LadderBench(LadderOptions.parse(args), System.out).run();
                case "origin" -> new OriginBench(OriginOptions.parse(args), System.out).run();
                case "latency" -> new LatencyBench(LatencyOptions.parse(args), System.out).run();
                case "edge" -> EdgeBench.run(args, System.out);
                case "chat" -> ChatBench.run(args, System.out);
                case "steering" -> new SteeringBench(SteeringOptions.parse(args), System.out).run();
                case "placement" ->
                        new PlacementBench(PlacementOptions.parse(args), System.out).run();
                default ->
                        throw new IllegalArgumentException(
                                "say what to measure: ladder, origin, latency, edge, chat, steering or placement");
            }
            System.exit(0);
        } catch (IllegalArgumentException e) {
            System.err.println("headwater: " + e.getMessage() + " (see ./headwater --help)");
            System.exit(EXIT_MISUSE);
        } catch (BenchFailure e) {
            System.err.println("headwater: " + e.getMessage());
            System.exit(EXIT_FAILED);
        }
    }
}
