package tv.headwater.bench.chat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tv.headwater.bench.Arguments;

/**
 * What to measure of a room.
 *
 * @param members who are all told everything
 * @param rate messages a second, of all of them together
 * @param period how long each is talked to in each round
 * @param rounds how often each is measured; the median counts
 * @param out where the figures go, as JSON
 */
record ChatOptions(int members, int rate, Duration period, int rounds, Path out) {

    /** A member may say 20 in 30 s; this leaves room for what a round has more than another. */
    private static final int MEMBERS_PER_RATE = 2;

    private static final Map<String, @Nullable String> USUAL =
            Map.of(
                    "--members", "500",
                    "--rate", "50",
                    "--seconds", "10",
                    "--rounds", "3",
                    "--out", "bench-chat.json");

    /**
     * @param args the first says {@code chat}
     * @throws IllegalArgumentException with a sentence
     */
    static ChatOptions parse(String[] args) {
        var given = Arguments.parse(args, USUAL);
        int members = given.number("--members", 2, 5_000);
        int rate = given.number("--rate", 1, 1_000);
        if (rate * MEMBERS_PER_RATE > members) {
            throw new IllegalArgumentException(
                    "--rate %d needs --members %d or more, for each may say 20 in 30 s; %d are given"
                            .formatted(rate, rate * MEMBERS_PER_RATE, members));
        }
        return new ChatOptions(
                members,
                rate,
                Duration.ofSeconds(given.number("--seconds", 2, 60)),
                given.number("--rounds", 1, 20),
                Path.of(given.value("--out")));
    }
}
