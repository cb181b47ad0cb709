package tv.headwater.chat.admission;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tv.headwater.chat.access.TicketLog;
import tv.headwater.contract.chat.TicketFact;
import tv.headwater.contract.id.NodeId;
import tv.headwater.contract.id.StreamId;
import tv.headwater.contract.id.StreamKey;
import tv.headwater.contract.log.KafkaSettings;
import tv.headwater.contract.log.TableTopic;
import tv.headwater.contract.log.Topics;
import tv.headwater.rest.ApiProblem;

/**
 * Whether a ticket lets somebody in. Every instance sees the same facts of it in the same order, so of all who bring it, wherever, the
 * same one comes in: the first, if the broker wrote that down in time.
 */
public final class Tickets implements AutoCloseable {

    private static final Pattern FORM = Pattern.compile("[A-Za-z0-9_-]{43}");

    /** Longer than anybody can have use for a ticket. */
    private static final Duration KEPT = Duration.ofMinutes(5);

    private static final int MAX_TICKETS = 1_000_000;

    /** A ticket that was just issued elsewhere may not be known here yet. */
    private static final Duration KNOWN_WITHIN = Duration.ofSeconds(2);

    private static final Duration DECIDED_WITHIN = Duration.ofSeconds(5);
    private static final int WRITERS = 8;
    private static final int MAX_ATTEMPTS = 20_000;

    private final NodeId node;
    private final TicketLog log;
    private final Cache<String, Known> known =
            Caffeine.newBuilder().maximumSize(MAX_TICKETS).expireAfterWrite(KEPT).build();
    private final ConcurrentHashMap<String, CompletableFuture<Known>> awaited =
            new ConcurrentHashMap<>();
    private final ConcurrentHashMap<String, CompletableFuture<Optional<TicketFact.Issued>>>
            attempts = new ConcurrentHashMap<>();
    private final ScheduledExecutorService writers =
            Executors.newScheduledThreadPool(
                    WRITERS, Thread.ofPlatform().name("tickets-", 0).daemon().factory());
    private final TableTopic<TicketFact> facts;

    /** @param usedBy the attempt that came first; null while none has */
    private record Known(TicketFact.Issued issued, @Nullable String usedBy) {}

    /** Starts reading. */
    public Tickets(KafkaSettings kafka, NodeId node, TicketLog log) {
        this.node = node;
        this.log = log;
        this.facts =
                new TableTopic<>(
                        kafka,
                        Topics.CHAT_TICKETS,
                        TicketFact.class,
                        (key, fact, at, replayed) -> on(fact, at));
    }

    private void on(@Nullable TicketFact fact, Instant at) {
        switch (fact) {
            case null -> {}
            case TicketFact.Issued issued -> {
                var ticket = known.get(issued.ticketHash(), _ -> new Known(issued, null));
                var waiting = awaited.remove(issued.ticketHash());
                if (waiting != null && ticket != null) {
                    waiting.complete(ticket);
                }
            }
            case TicketFact.Used used -> use(used, at);
        }
    }

    private void use(TicketFact.Used used, Instant at) {
        var ticket = known.getIfPresent(used.ticketHash());
        boolean first = ticket != null && ticket.usedBy() == null;
        if (ticket != null && first) {
            known.put(used.ticketHash(), new Known(ticket.issued(), used.attempt()));
        }
        var attempt = attempts.remove(used.attempt());
        if (attempt != null) {
            attempt.complete(
                    ticket != null && first && at.isBefore(ticket.issued().expiresAt())
                            ? Optional.of(ticket.issued())
                            : Optional.empty());
        }
    }

    /** Whether what stood in the topic at the start has been read. */
    public boolean isCaughtUp() {
        return facts.isCaughtUp();
    }

    /**
     * Uses a ticket up.
     *
     * @return whom it lets in; empty where it is no ticket of this room's, was used, or is too old. Fails where the log is away
     */
    public CompletableFuture<Optional<TicketFact.Issued>> use(String ticket, StreamId streamId) {
        if (!FORM.matcher(ticket).matches() || attempts.size() >= MAX_ATTEMPTS) {
            return CompletableFuture.completedFuture(Optional.empty());
        }
        var hash = StreamKey.sha256(ticket);
        return await(hash)
                .thenCompose(found ->
                        found.isPresent()
                                        && found.get().usedBy() == null
                                        && found.get().issued().streamId().equals(streamId)
                                ? attempt(hash)
                                : CompletableFuture.completedFuture(Optional.empty()));
    }

    private CompletableFuture<Optional<Known>> await(String hash) {
        var found = known.getIfPresent(hash);
        if (found != null) {
            return CompletableFuture.completedFuture(Optional.of(found));
        }
        if (awaited.size() >= MAX_ATTEMPTS) {
            return CompletableFuture.completedFuture(Optional.empty());
        }
        var waiting = awaited.computeIfAbsent(hash, _ -> new CompletableFuture<>());
        // It may have come in between.
        var now = known.getIfPresent(hash);
        if (now != null) {
            waiting.complete(now);
        }
        return waiting.copy()
                .orTimeout(KNOWN_WITHIN.toMillis(), TimeUnit.MILLISECONDS)
                .handle((ticket, failure) -> {
                    awaited.remove(hash, waiting);
                    return Optional.ofNullable(ticket);
                });
    }

    private CompletableFuture<Optional<TicketFact.Issued>> attempt(String hash) {
        var attempt = UUID.randomUUID().toString();
        var decided = new CompletableFuture<Optional<TicketFact.Issued>>();
        attempts.put(attempt, decided);
        writers.execute(() -> {
            try {
                log.append(new TicketFact.Used(hash, node, attempt));
            } catch (ApiProblem e) {
                decided.completeExceptionally(e);
            }
        });
        return decided.orTimeout(DECIDED_WITHIN.toMillis(), TimeUnit.MILLISECONDS)
                .whenComplete((user, failure) -> attempts.remove(attempt));
    }

    @Override
    public void close() {
        facts.close();
        writers.shutdownNow();
    }
}
