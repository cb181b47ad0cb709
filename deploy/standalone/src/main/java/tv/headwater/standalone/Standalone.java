package tv.headwater.standalone;

import java.io.IOException;
import java.io.PrintStream;
import tv.headwater.standalone.instance.RunningInstance;

/** The launcher: {@code up}, {@code status} and {@code down}. Exit codes: 0 done, 1 failed, 2 misused, 3 not running. */
public final class Standalone {

    private Standalone() {}

    public static void main(String... arguments) {
        System.exit(run(arguments, System.out, System.err));
    }

    static int run(String[] arguments, PrintStream out, PrintStream err) {
        try {
            var parsed = Arguments.parse(arguments);
            return switch (parsed.command()) {
                case UP -> Launch.run(parsed, out);
                case STATUS -> RunningInstance.in(parsed.directory()).printStatus(out);
                case DOWN -> RunningInstance.in(parsed.directory()).stop(out);
            };
        } catch (MisusedArguments e) {
            err.println("headwater: " + e.getMessage() + " (see ./headwater --help)");
            return 2;
        } catch (IOException e) {
            err.println("headwater: " + e.getMessage());
            return 1;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return 1;
        }
    }
}
