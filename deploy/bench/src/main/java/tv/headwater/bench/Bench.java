package tv.headwater.bench;

import java.io.IOException;

/** {@code ./headwater bench}. */
public final class Bench {

    private static final int EXIT_FAILED = 1;
    private static final int EXIT_MISUSE = 2;

    private Bench() {}

    public static void main(String[] args) throws IOException {
        try {
            switch (args.length == 0 ? "" : args[0]) {
                case "ladder" -> new LadderBench(LadderOptions.parse(args), System.out).run();
                case "origin" -> new OriginBench(OriginOptions.parse(args), System.out).run();
                default ->
                        throw new IllegalArgumentException("say what to measure: ladder or origin");
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
