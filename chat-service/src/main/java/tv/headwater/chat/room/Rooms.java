package tv.headwater.chat.room;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tv.headwater.chat.access.RoomRules;
import tv.headwater.chat.message.ClientFrame;
import tv.headwater.chat.message.Refusal;
import tv.headwater.chat.message.ServerFrame;
import tv.headwater.chat.poll.PollAudience;
import tv.headwater.contract.audience.Audience;
import tv.headwater.contract.chat.ChatEvent;
import tv.headwater.contract.chat.ChatUser;
import tv.headwater.contract.id.MessageId;
import tv.headwater.contract.id.PollId;
import tv.headwater.contract.id.StreamId;

/** All rooms that something was said in lately or somebody is in: who may speak, and the clock by which everybody hears it. */
public final class Rooms implements PollAudience, AutoCloseable {

    /** What may be felt. */
    private static final Set<String> EMOJI = Set.of("👍", "❤️", "😂", "😮", "😢", "🔥", "👏", "🎉");

    private static final Logger log = LoggerFactory.getLogger(Rooms.class);
    private static final Duration TICK = Duration.ofMillis(25);
    private static final Duration NEWS = Duration.ofSeconds(2);
    private static final Duration REACTIONS = Duration.ofSeconds(1);
    private static final Duration FORGETTING = Duration.ofMinutes(1);

    private final RoomRules rules;
    private final Audience audience;
    private final Duration backlog;
    private final Order order;
    private final Clock clock;
    private final Map<StreamId, Room> rooms = new ConcurrentHashMap<>();
    private final Set<Room> restless = ConcurrentHashMap.newKeySet();

    /** Of the timer's thread alone. */
    private final List<Room> waiting = new ArrayList<>();

    private final Counter said;
    private final Counter deliveries;
    private final Delays delays;
    private final Function<Refusal.Code, Counter> refused;
    private final IntFunction<ByteBuf> buffers;
    private final Ticks timer = new Ticks("rooms");

    /** May have to wait for the log, which nobody else shall. */
    private final Ticks counter = new Ticks("reactions");

    private volatile @Nullable Log topic;

    /** Where what is said is written before anybody hears it. */
    public interface Log {

        /** Completes once it is there for good. */
        CompletableFuture<MessageId> append(ChatEvent event);
    }

    /**
     * @param audience of the streams
     * @param backlog how far back the log is read
     * @param guestsPerAddress for how many viewers the guests of one address count together at most
     */
    public Rooms(
            RoomRules rules,
            Audience audience,
            Duration backlog,
            int guestsPerAddress,
            Clock clock,
            MeterRegistry registry) {
        this(
                rules,
                audience,
                backlog,
                guestsPerAddress,
                clock,
                registry,
                PooledByteBufAllocator.DEFAULT::directBuffer);
    }

    /** @param buffers of so many bytes */
    Rooms(
            RoomRules rules,
            Audience audience,
            Duration backlog,
            int guestsPerAddress,
            Clock clock,
            MeterRegistry registry,
            IntFunction<ByteBuf> buffers) {
        this.buffers = buffers;
        this.rules = rules;
        this.order = new Order(rules, guestsPerAddress, clock);
        this.audience = audience;
        this.backlog = backlog;
        this.clock = clock;
        this.said =
                Counter.builder("headwater.chat.messages")
                        .description("messages taken into the log here")
                        .register(registry);
        this.deliveries =
                Counter.builder("headwater.chat.deliveries")
                        .description("frames sent to members here")
                        .register(registry);
        this.delays = new Delays(registry, clock);
        this.refused =
                code ->
                        Counter.builder("headwater.chat.refused")
                                .description("what members sent that was not taken")
                                .tag("code", code.name().toLowerCase(Locale.ROOT))
                                .register(registry);
        Gauge.builder("headwater.chat.members", this, Rooms::members)
                .description("sockets in a room here")
                .register(registry);
        Gauge.builder("headwater.chat.rooms", rooms, Map::size)
                .description("rooms known here")
                .register(registry);
    }

    /** Begins to tell members what is said. */
    public void start(Log written) {
        topic = written;
        timer.every(TICK, this::tick);
        timer.every(NEWS, this::news);
        timer.every(FORGETTING, this::forget);
        counter.every(REACTIONS, this::count);
    }

    /** Takes in what the log says, in its order. */
    public void on(MessageId id, ChatEvent event) {
        var room = room(event.streamId());
        room.on(id, event);
        restless.add(room);
    }

    private Room room(StreamId streamId) {
        return rooms.computeIfAbsent(streamId, this::newRoom);
    }

    private Room newRoom(StreamId streamId) {
        return new Room(clock.instant(), speaking(streamId), delays, buffers);
    }

    /** Lets somebody in. */
    public void join(StreamId streamId, Member member, ChatUser user, @Nullable MessageId after) {
        var status = rules.stream(streamId).map(stream -> new ServerFrame.Stream(stream.status()));
        var viewers = viewers(streamId);
        // In one step, or the room could be forgotten in between.
        rooms.compute(
                streamId,
                (_, known) -> {
                    var room = known == null ? newRoom(streamId) : known;
                    room.onRules(speaking(streamId));
                    status.ifPresent(frame -> room.onStatus(frame.json()));
                    room.onViewers(viewers);
                    room.join(member, user, after);
                    return room;
                });
    }

    /** On the member's event loop. */
    public void leave(StreamId streamId, Member member) {
        var room = rooms.get(streamId);
        if (room != null) {
            room.leave(member);
        }
    }

    /**
     * Says something. Blocks until it is in the log.
     *
     * @return the id under which it is there already, sent before; empty where it is new, and everybody is to hear it
     * @throws Refusal with the reason
     */
    public Optional<MessageId> say(StreamId streamId, ChatUser user, ClientFrame.Message message) {
        var room = room(streamId);
        var known = room.idOf(user, message.clientId());
        if (known != null) {
            return Optional.of(known);
        }
        try {
            append(order.checked(streamId, room, user, message));
            said.increment();
            return Optional.empty();
        } catch (Refusal e) {
            refused.apply(e.code()).increment();
            throw e;
        }
    }

    /** Whether somebody without an account may speak there. */
    public boolean letsGuests(StreamId streamId) {
        return rules.letsGuests(streamId);
    }

    /**
     * @throws Refusal if somebody may not speak
     */
    public void refuseSilenced(StreamId streamId, ChatUser user) {
        order.refuseSilenced(streamId, user);
    }

    private void append(ChatEvent event) {
        var log = topic;
        if (log == null) {
            throw Refusal.of(Refusal.Code.UNAVAILABLE, "the room is not open yet; try again");
        }
        try {
            log.append(event).join();
        } catch (CompletionException e) {
            throw Refusal.of(Refusal.Code.UNAVAILABLE, "the message could not be kept; try again");
        }
    }

    /**
     * Counts a reaction, which everybody sees within a second or so.
     *
     * @throws Refusal with the reason
     */
    public void feel(StreamId streamId, ChatUser user, String emoji) {
        if (!EMOJI.contains(emoji)) {
            throw Refusal.of(Refusal.Code.INVALID_MESSAGE, "emoji is none of those there are");
        }
        order.refuseFeeling(streamId, user);
        room(streamId).feel(emoji);
    }

    private void tick() {
        restless.removeIf(room -> {
            // Whoever is told something now is restless again, and waits for the next tick.
            waiting.add(room);
            return true;
        });
        waiting.forEach(this::tell);
        waiting.clear();
    }

    private void tell(Room room) {
        try {
            deliveries.increment(room.tell());
        } catch (RuntimeException | Error e) {
            // It is told with the next news, and holds up no other.
            log.error("a room could not be told what is new", e);
        }
    }

    private void news() {
        rooms.forEach((streamId, room) -> {
            if (room.members() > 0) {
                room.onViewers(viewers(streamId));
                room.onRules(speaking(streamId));
                rules.stream(streamId)
                        .ifPresent(stream ->
                                room.onStatus(new ServerFrame.Stream(stream.status()).json()));
                restless.add(room);
            }
        });
    }

    private ServerFrame.Rules speaking(StreamId streamId) {
        return ServerFrame.Rules.of(rules.settings(streamId));
    }

    private byte[] viewers(StreamId streamId) {
        return new ServerFrame.Viewers(audience.viewers(streamId)).json();
    }

    private void count() {
        rooms.forEach((streamId, room) -> {
            var counts = room.takeFelt();
            var log = topic;
            if (!counts.isEmpty() && log != null) {
                // Lost where the log is away: they are worth less than what waits behind them.
                log.append(new ChatEvent.ReactionsCounted(streamId, clock.instant(), counts, null));
            }
        });
    }

    private void forget() {
        var then = clock.instant().minus(backlog);
        for (var streamId : rooms.keySet()) {
            rooms.computeIfPresent(streamId, (_, room) -> room.isIdleSince(then) ? null : room);
        }
    }

    private double members() {
        return rooms.values().stream().mapToInt(Room::members).sum();
    }

    @Override
    public Set<StreamId> streams() {
        return rooms.entrySet().stream()
                .filter(each -> each.getValue().members() > 0)
                .map(Map.Entry::getKey)
                .collect(Collectors.toUnmodifiableSet());
    }

    @Override
    public void show(StreamId streamId, PollId pollId, String frame) {
        var room = rooms.get(streamId);
        if (room != null) {
            room.onPoll(pollId, frame.getBytes(StandardCharsets.UTF_8));
            restless.add(room);
        }
    }

    @Override
    public void close() {
        timer.close();
        counter.close();
    }
}
