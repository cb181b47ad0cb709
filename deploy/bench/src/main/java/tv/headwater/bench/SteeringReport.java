package tv.headwater.bench;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Locale;

/**
 * What the gateway needs for its viewers.
 *
 * @param load average of the machine at the end
 * @param viewers at once, with all their media
 * @param crowd steered viewers beside them, without media
 * @param seconds each way was measured
 * @param idle CPU time of the gateway in a second without viewers, in ms
 */
record SteeringReport(
        int processors,
        double load,
        int viewers,
        int crowd,
        double seconds,
        double idle,
        Way proxied,
        Way steered) {

    /**
     * One way of viewing.
     *
     * @param cpu ms of the gateway's CPU time for a second of one viewer, above what it needs without any
     * @param cpuWithIdle the same with that
     * @param megabits that a viewer got in a second
     * @param requests to the gateway for a second of one viewer
     */
    record Way(double cpu, double cpuWithIdle, double megabits, double requests) {

        private String row(String name) {
            return String.format(
                    Locale.ROOT,
                    "%-10s %12.4f %12.4f %10.2f %12.2f%n",
                    name,
                    cpu,
                    cpuWithIdle,
                    megabits,
                    requests);
        }
    }

    /** Steered to proxied, without what the gateway needs anyway. */
    @JsonProperty
    double ratio() {
        return steered.cpu() / proxied.cpu();
    }

    String table() {
        return String.format(
                        Locale.ROOT,
                        "The gateway's CPU time: %d viewers, steered ones and %d more, %.0f s each way, load %.1f%n%n",
                        viewers,
                        crowd,
                        seconds,
                        load)
                + String.format(
                        Locale.ROOT,
                        "%-10s %12s %12s %10s %12s%n",
                        "",
                        "ms/viewer-s",
                        "with idle",
                        "Mb/s",
                        "requests/s")
                + proxied.row("proxied")
                + steered.row("steered")
                + String.format(
                        Locale.ROOT, "ratio %.3f; idle %.2f ms of a second%n", ratio(), idle);
    }
}
