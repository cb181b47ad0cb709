package tv.headwater.bench.chat;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What came out, of chat-service first and then of each other.
 *
 * @param load average of the machine, the higher of before and after: above 1 before anything began the figures are those of a busy machine
 * @param members who were all told everything
 * @param rate messages a second
 * @param seconds of each round
 */
record ChatReport(
        int processors,
        double load,
        int members,
        int rate,
        double seconds,
        int rounds,
        List<Room> rooms) {

    ChatReport {
        rooms = List.copyOf(rooms);
    }

    /**
     * One server's figures, each the median of the rounds.
     *
     * @param perCpuSecond deliveries for a second of the process's CPU time, with all that it does
     * @param perCpuSecondAboveIdle likewise, without the CPU time that it needs when nothing is said
     * @param idle that CPU time, ms in a second
     * @param p50 milliseconds from when a message was due until a member had it, of all deliveries
     * @param p99 likewise
     * @param missing deliveries that did not come, of all rounds
     */
    record Room(
            String name,
            double perCpuSecond,
            double perCpuSecondAboveIdle,
            double idle,
            double p50,
            double p99,
            long missing) {

        private String row() {
            return String.format(
                    Locale.ROOT,
                    "%-10s %16.0f %16.0f %10.1f %8.1f %8.1f %8d%n",
                    name,
                    perCpuSecond,
                    perCpuSecondAboveIdle,
                    idle,
                    p50,
                    p99,
                    missing);
        }
    }

    /** Deliveries per CPU-second of the first to those of each other, with all that the processes do. */
    @JsonProperty
    Map<String, Double> ratios() {
        var ratios = new LinkedHashMap<String, Double>();
        for (var room : rooms.subList(1, rooms.size())) {
            ratios.put(room.name(), rooms.getFirst().perCpuSecond() / room.perCpuSecond());
        }
        return ratios;
    }

    String table() {
        var text =
                new StringBuilder(
                        String.format(
                                Locale.ROOT,
                                "A room of %d, %d messages a second, %d rounds of %.0f s, load %.1f%n%n",
                                members,
                                rate,
                                rounds,
                                seconds,
                                load));
        text.append(
                String.format(
                        Locale.ROOT,
                        "%-10s %16s %16s %10s %8s %8s %8s%n",
                        "",
                        "deliveries/CPU-s",
                        "above idle",
                        "idle ms/s",
                        "p50 ms",
                        "p99 ms",
                        "missing"));
        rooms.forEach(room -> text.append(room.row()));
        ratios().forEach((name, ratio) ->
                text.append(String.format(Locale.ROOT, "headwater to %s: %.2f%n", name, ratio)));
        return text.append(
                        "headwater's way goes through Kafka and into PostgreSQL, the others' through memory alone\n")
                .toString();
    }
}
