package tv.headwater.chat.poll;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tv.headwater.chat.TestChat;
import tv.headwater.chat.poll.Ballots.Cast;
import tv.headwater.contract.chat.ChatRole;
import tv.headwater.contract.chat.ChatUser;
import tv.headwater.contract.id.PollId;
import tv.headwater.contract.id.StreamId;

class BallotsTest {

    private static final StreamId STREAM = new StreamId("pollsaaaaaaaaaaa");
    private static final int MANY = 10_000;

    /** Of the service to its database: who waits for one would be told to come back. */
    private static final int CONNECTIONS = 8;

    /** Who votes once it has been closed, whatever else. */
    private static final int LATE = 100;

    private static TestChat chat;
    private static Ballots ballots;
    private static PollTable table;

    @BeforeAll
    static void start() {
        chat = TestChat.started();
        ballots = chat.bean(Ballots.class);
        table = chat.bean(PollTable.class);
    }

    @AfterAll
    static void stop() {
        chat.close();
    }

    private static PollId asked() {
        var id = PollId.random();
        table.add(
                id,
                STREAM,
                new NewPoll("Which?", List.of("a", "b", "c"), null, null).checked(Instant.now()),
                "somebody",
                Instant.now());
        return id;
    }

    private static ChatUser account(String id) {
        return new ChatUser(id, id, ChatRole.VIEWER);
    }

    private static Poll poll(PollId id) {
        return table.find(STREAM, id).orElseThrow();
    }

    private static <T> List<T> atOnce(List<Callable<T>> acts) throws Exception {
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var results = new ArrayList<T>();
            for (var result : threads.invokeAll(acts)) {
                results.add(result.get());
            }
            return results;
        }
    }

    @Test
    void twoHundredThreadsHaveOneVoteOfOneVoter() throws Exception {
        var id = asked();
        var ready = new CountDownLatch(200);
        var acts = new ArrayList<Callable<Cast>>();
        for (int i = 0; i < 200; i++) {
            int option = i % 3;
            acts.add(() -> {
                ready.countDown();
                ready.await();
                return ballots.vote(STREAM, id, account("one"), option);
            });
        }
        var casts = atOnce(acts);
        var counted = casts.stream().filter(Cast.Counted.class::isInstance).toList();
        assertThat(counted).hasSize(1);
        int option = ((Cast.Counted) counted.getFirst()).option();
        assertThat(casts)
                .filteredOn(Cast.AlreadyVoted.class::isInstance)
                .hasSize(199)
                .containsOnly(new Cast.AlreadyVoted(option));
        assertThat(poll(id).votes()).isEqualTo(1);
        assertThat(poll(id).options().get(option).votes()).isEqualTo(1);
    }

    @Test
    void tenThousandVotesWithRetriesWhileItClosesAreTheTally() throws Exception {
        var id = asked();
        var accepted = ConcurrentHashMap.<String>newKeySet();
        var byOption = new ConcurrentHashMap<Integer, AtomicInteger>();
        var late = new AtomicInteger();
        var closing = new CountDownLatch(1);
        var acts = new ArrayList<Callable<Boolean>>();
        for (int i = 0; i < MANY; i++) {
            var voter = "voter-" + i;
            int option = i % 3;
            boolean last = i >= MANY - LATE;
            acts.add(() -> {
                if (last) {
                    closing.await();
                }
                for (int attempt = 0; attempt < 2; attempt++) {
                    switch (ballots.vote(STREAM, id, account(voter), (option + attempt) % 3)) {
                        case Cast.Counted(int had) -> {
                            assertThat(accepted.add(voter)).isTrue();
                            byOption.computeIfAbsent(had, _ -> new AtomicInteger())
                                    .incrementAndGet();
                        }
                        case Cast.AlreadyVoted(int had) -> assertThat(had).isEqualTo(option);
                        case Cast.Closed _ -> late.incrementAndGet();
                        case Cast.Unknown _, Cast.AddressFull _ ->
                                throw new AssertionError("unknown");
                    }
                }
                return true;
            });
            if (i == MANY * 3 / 4) {
                acts.add(() -> {
                    try {
                        TestChat.until("half have voted", () -> accepted.size() > MANY / 2);
                        return ballots.close(id).orElseThrow();
                    } finally {
                        closing.countDown();
                    }
                });
            }
        }
        try (var threads = Executors.newFixedThreadPool(CONNECTIONS)) {
            for (var result : threads.invokeAll(acts)) {
                assertThat(result.get()).isTrue();
            }
        }
        var closed = poll(id);
        assertThat(closed.status()).isEqualTo(Poll.Status.CLOSED);
        assertThat(closed.votes()).isEqualTo(accepted.size());
        assertThat(late.get()).isGreaterThanOrEqualTo(2 * LATE);
        for (int option = 0; option < 3; option++) {
            assertThat(closed.options().get(option).votes()).isEqualTo(byOption.get(option).get());
        }
        assertThat(ballots.vote(STREAM, id, account("too-late"), 0)).isEqualTo(new Cast.Closed());
        assertThat(ballots.close(id)).contains(false);
    }

    @Test
    void guestsOfOneAddressHaveSoManyVotesHoweverManyTheySayTheyAre() throws Exception {
        var id = asked();
        var acts = new ArrayList<Callable<Cast>>();
        for (int i = 0; i < 40; i++) {
            var guest = account(ChatUser.guestId("0a1b-" + i));
            acts.add(() -> ballots.vote(STREAM, id, guest, 0));
        }
        var casts = atOnce(acts);
        assertThat(casts).filteredOn(Cast.Counted.class::isInstance).hasSize(8);
        assertThat(casts)
                .filteredOn(cast -> !(cast instanceof Cast.Counted))
                .hasSize(32)
                .containsOnly(new Cast.AddressFull(8));
        var elsewhere = account(ChatUser.guestId("2c3d-0"));
        assertThat(ballots.vote(STREAM, id, elsewhere, 1)).isEqualTo(new Cast.Counted(1));
        assertThat(ballots.vote(STREAM, id, elsewhere, 2)).isEqualTo(new Cast.AlreadyVoted(1));
        assertThat(ballots.vote(STREAM, id, account("0a1b"), 2)).isEqualTo(new Cast.Counted(2));
        assertThat(poll(id).options()).extracting(Poll.Option::votes).containsExactly(8L, 1L, 1L);
    }

    @Test
    void anotherStreamsPollAndOptionsThatAreNotThereAreUnknown() {
        var id = asked();
        assertThat(ballots.vote(new StreamId("othersaaaaaaaaaa"), id, account("one"), 0))
                .isEqualTo(new Cast.Unknown());
        assertThat(ballots.vote(STREAM, id, account("one"), 3)).isEqualTo(new Cast.Unknown());
        assertThat(ballots.vote(STREAM, id, account("one"), -1)).isEqualTo(new Cast.Unknown());
        assertThat(ballots.vote(STREAM, PollId.random(), account("one"), 0))
                .isEqualTo(new Cast.Unknown());
        assertThat(ballots.close(PollId.random())).isEmpty();
    }

    @Test
    void endsByItself() {
        var id = PollId.random();
        table.add(
                id,
                STREAM,
                new NewPoll("Quick?", List.of("a", "b"), 5, null).checked(Instant.now()),
                "somebody",
                Instant.now().minusSeconds(4));
        ballots.vote(STREAM, id, account("one"), 1);
        TestChat.until("closed", () -> poll(id).status() == Poll.Status.CLOSED);
        assertThat(poll(id).options()).extracting(Poll.Option::votes).containsExactly(0L, 1L);
        assertThat(PollWatch.frame(poll(id))).startsWith("{\"type\":\"poll\",\"id\":\"" + id);
    }
}
