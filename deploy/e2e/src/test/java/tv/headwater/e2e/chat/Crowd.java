package tv.headwater.e2e.chat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** A room full of members, some of whom talk all the time. Each few share an address of loopback, as households do. */
public final class Crowd implements AutoCloseable {

    private static final int HOUSEHOLD = 10;
    private static final int ADDRESSES = 250;
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final List<Member> members = new ArrayList<>();
    private final List<Member> talkers = new ArrayList<>();
    private final List<Thread> talking = new ArrayList<>();
    private final AtomicInteger said = new AtomicInteger();
    private volatile boolean silent;

    /**
     * Comes in through the gateways in turn, and waits until all are there.
     *
     * @param tokens of those who talk
     * @param listeners guests who only listen
     */
    public static Crowd join(
            List<URI> gateways, String streamId, List<String> tokens, int listeners) {
        var crowd = new Crowd();
        Function<Integer, HttpClient> household = households(tokens.size() + listeners);
        for (int i = 0; i < tokens.size(); i++) {
            var talker =
                    crowd.add(
                            "talker" + i, household.apply(i), gateways, streamId, tokens.get(i), i);
            crowd.talkers.add(talker);
        }
        for (int i = tokens.size(); i < tokens.size() + listeners; i++) {
            crowd.add("guest" + i, household.apply(i), gateways, streamId, null, i);
        }
        await("all are in the room")
                .atMost(PATIENCE)
                .untilAsserted(() -> {
                    var outside =
                            crowd.members.stream()
                                    .filter(member -> !member.first().isDone())
                                    .map(Member::toString)
                                    .toList();
                    assertThat(outside).isEmpty();
                });
        return crowd;
    }

    private static Function<Integer, HttpClient> households(int members) {
        var clients =
                IntStream.rangeClosed(0, members / HOUSEHOLD).mapToObj(Crowd::household).toList();
        return member -> clients.get(member / HOUSEHOLD);
    }

    private static HttpClient household(int number) {
        try {
            return HttpClient.newBuilder()
                    .version(HttpClient.Version.HTTP_1_1)
                    .connectTimeout(Duration.ofSeconds(5))
                    .localAddress(
                            InetAddress.getByName(
                                    "127.0.%d.%d"
                                            .formatted(
                                                    1 + number / ADDRESSES,
                                                    1 + number % ADDRESSES)))
                    .build();
        } catch (UnknownHostException e) {
            throw new IllegalStateException("an address in digits is known", e);
        }
    }

    private Member add(
            String name,
            HttpClient http,
            List<URI> gateways,
            String streamId,
            @Nullable String token,
            int number) {
        var member =
                new Member(name, http, gateways.get(number % gateways.size()), streamId, token);
        members.add(member);
        return member;
    }

    /** Every talker says something each {@code pause}, as soon as the last it said was heard. */
    public void talk(Duration pause) {
        for (var talker : talkers) {
            talking.add(Thread.ofVirtual().start(() -> talk(talker, pause)));
        }
    }

    private void talk(Member talker, Duration pause) {
        for (int number = 0; !silent; number++) {
            talker.say(talker.name() + "-" + number, talker.name() + "/" + number).join();
            said.incrementAndGet();
            try {
                Thread.sleep(pause);
            } catch (InterruptedException e) {
                return;
            }
        }
    }

    /** Everybody stops talking once what it last said was heard. */
    public void fallSilent() throws InterruptedException {
        silent = true;
        for (var thread : talking) {
            if (!thread.join(PATIENCE)) {
                throw new AssertionError("never heard: " + talkers);
            }
        }
    }

    /** How many messages were said and heard by who said them. */
    public int said() {
        return said.get();
    }

    /** How often members came in, the first time included. */
    public int joins() {
        return members.stream().mapToInt(Member::joins).sum();
    }

    /** How often what somebody said was refused because the log is away. */
    public int unavailable() {
        return members.stream().mapToInt(Member::unavailable).sum();
    }

    public int size() {
        return members.size();
    }

    /** Waits until everybody has heard all that was said by others. */
    public void awaitAllHeard() {
        await("all is heard by all")
                .atMost(PATIENCE)
                .untilAsserted(() -> assertThat(incomplete()).isEmpty());
    }

    private List<String> incomplete() {
        var spoken = talkers.stream().map(talker -> talker.heard().of(talker.name())).toList();
        return members.stream()
                .filter(member ->
                        IntStream.range(0, talkers.size())
                                .anyMatch(i ->
                                        member.heard().of(talkers.get(i).name()) < spoken.get(i)))
                .map(Member::toString)
                .toList();
    }

    /** All that somebody heard twice, out of order, or not at all. */
    public List<String> breaches() {
        return members.stream()
                .flatMap(member ->
                        member.heard().breaches().stream()
                                .map(breach -> member.name() + ": " + breach))
                .toList();
    }

    @Override
    public void close() {
        silent = true;
        members.forEach(Member::close);
        talking.forEach(Thread::interrupt);
    }
}
