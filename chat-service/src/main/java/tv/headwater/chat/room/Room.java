package tv.headwater.chat.room;

import io.netty.buffer.ByteBuf;
import io.netty.channel.EventLoop;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;
import tv.headwater.chat.message.ServerFrame;
import tv.headwater.contract.chat.ChatEvent;
import tv.headwater.contract.chat.ChatUser;
import tv.headwater.contract.id.MessageId;
import tv.headwater.contract.id.PollId;

/**
 * One stream's room. What is said since the last tick goes out in one piece that all members share. All that decides about order
 * happens under the room's lock, and each event loop does its part in the order in which it was told, so that a member who
 * comes in is given the past and then everything after it: nothing missing, nothing twice.
 */
final class Room {

    /** Messages that somebody who comes back can be given. */
    static final int REMEMBERED = 1_000;

    /** Messages that somebody new is given. */
    static final int SHOWN = 100;

    /** Bytes of messages that somebody who comes in can be given at once: well below what the gateway lets through in one frame. */
    static final int MAX_HISTORY = 384 << 10;

    private static final int SEPARATOR = 1;

    /** Speakers whose last message is known, for slow mode. */
    private static final int MAX_SPEAKERS = 10_000;

    private static final int MAX_POLLS = 16;

    /** Frames that wait for a buffer. */
    static final int MAX_NEWS = 1_000;

    private final Deque<Said> said = new ArrayDeque<>();
    private final Map<Sent, MessageId> sent = bounded(2 * REMEMBERED);
    private final TreeMap<MessageId, MessageId> deletions = new TreeMap<>();
    private final Map<PollId, byte[]> polls = bounded(MAX_POLLS);
    private final Map<String, Instant> lastSpoken = bounded(MAX_SPEAKERS);
    private final Map<String, Integer> felt = new HashMap<>();
    private final Map<EventLoop, Set<Member>> seats = new HashMap<>();
    private final AtomicInteger members = new AtomicInteger();
    private final Delays delays;
    private final IntFunction<ByteBuf> buffers;
    private final List<byte[]> news = new ArrayList<>();
    private final List<Instant> accepted = new ArrayList<>();
    private byte @Nullable [] viewers;
    private byte @Nullable [] status;
    private ServerFrame.Rules rules;
    private long forgotten = Long.MAX_VALUE;
    private Instant lastEvent;

    /** @param bytes of its JSON */
    private record Said(ServerFrame.Message message, int bytes) {

        MessageId id() {
            return message.id();
        }
    }

    /** What makes a message the same although it was sent twice. */
    private record Sent(String userId, String clientId) {}

    /** @param buffers of so many bytes */
    Room(Instant now, ServerFrame.Rules rules, Delays delays, IntFunction<ByteBuf> buffers) {
        this.delays = delays;
        this.buffers = buffers;
        this.lastEvent = now;
        this.rules = rules;
    }

    private static <K, V> Map<K, V> bounded(int size) {
        return new LinkedHashMap<>() {
            private static final long serialVersionUID = 1;

            @Override
            protected boolean removeEldestEntry(Map.Entry<K, V> eldest) {
                return size() > size;
            }
        };
    }

    /** Takes in what the log says. */
    synchronized void on(MessageId id, ChatEvent event) {
        lastEvent = event.at();
        if (forgotten == Long.MAX_VALUE) {
            // What was said before may be older than what of the log is read.
            forgotten = id.value() - 1;
        }
        switch (event) {
            case ChatEvent.MessageSent message -> on(id, message);
            case ChatEvent.MessageDeleted deleted -> on(id, deleted);
            case ChatEvent.ReactionsCounted counted ->
                    news.add(new ServerFrame.Reactions(counted.counts()).json());
        }
    }

    private void on(MessageId id, ChatEvent.MessageSent message) {
        // Two instances may have written it, when its sender changed from one to the other.
        if (sent.putIfAbsent(new Sent(message.user().id(), message.clientId()), id) != null) {
            return;
        }
        var frame = ServerFrame.Message.of(id, message);
        var json = frame.json();
        said.addLast(new Said(frame, json.length));
        lastSpoken.merge(message.user().id(), message.at(), (a, b) -> a.isAfter(b) ? a : b);
        if (said.size() > REMEMBERED) {
            forget(said.removeFirst().id());
        }
        news.add(json);
        accepted.add(message.at());
    }

    private void forget(MessageId id) {
        forgotten = id.value();
        deletions.headMap(id).clear();
    }

    private void on(MessageId id, ChatEvent.MessageDeleted deleted) {
        said.removeIf(message -> message.id().equals(deleted.messageId()));
        deletions.put(id, deleted.messageId());
        if (deletions.size() > REMEMBERED) {
            deletions.pollFirstEntry();
        }
        news.add(new ServerFrame.Deleted(deleted.messageId()).json());
    }

    /** The id under which something is in the log already. */
    synchronized @Nullable MessageId idOf(ChatUser user, String clientId) {
        return sent.get(new Sent(user.id(), clientId));
    }

    /** How long somebody has to wait who may speak once in {@code interval}; if not at all, it counts as having spoken. */
    synchronized Duration wait(ChatUser user, Duration interval, Instant now) {
        var last = lastSpoken.get(user.id());
        var wait = last == null ? Duration.ZERO : Duration.between(now, last.plus(interval));
        if (!wait.isPositive()) {
            lastSpoken.put(user.id(), now);
        }
        return wait;
    }

    synchronized void feel(String emoji) {
        felt.merge(emoji, 1, Integer::sum);
    }

    /** What was felt since the last call. */
    synchronized Map<String, Integer> takeFelt() {
        var counts = Map.copyOf(felt);
        felt.clear();
        return counts;
    }

    /** Shows how a poll stands. */
    synchronized void onPoll(PollId pollId, byte[] frame) {
        if (!Arrays.equals(frame, polls.put(pollId, frame))) {
            news.add(frame);
        }
    }

    synchronized void onViewers(byte[] frame) {
        if (!Arrays.equals(frame, viewers)) {
            viewers = frame;
            news.add(frame);
        }
    }

    synchronized void onStatus(byte[] frame) {
        if (!Arrays.equals(frame, status)) {
            status = frame;
            news.add(frame);
        }
    }

    synchronized void onRules(ServerFrame.Rules frame) {
        if (!frame.equals(rules)) {
            rules = frame;
            news.add(frame.json());
        }
    }

    /**
     * Lets somebody in.
     *
     * @param after the newest message it has; null for what was said last
     */
    synchronized void join(Member member, ChatUser user, @Nullable MessageId after) {
        tell();
        if (members.get() == 0) {
            // Nobody looks how polls stand while nobody is there; those that are open are shown
            // again soon.
            polls.clear();
        }
        var frames = new ArrayList<byte[]>();
        frames.add(joined(user, after).json());
        if (after != null) {
            deletions.tailMap(after).values().stream()
                    .map(ServerFrame.Deleted::new)
                    .map(ServerFrame::json)
                    .forEach(frames::add);
        }
        frames.addAll(polls.values());
        if (status != null) {
            frames.add(status);
        }
        if (viewers != null) {
            frames.add(viewers);
        }
        var past = framed(frames);
        var loop = member.loop();
        var seat = seats.computeIfAbsent(loop, _ -> new HashSet<>());
        members.incrementAndGet();
        loop.execute(() -> {
            if (member.isOpen()) {
                seat.add(member);
                member.hear(past);
            } else {
                members.decrementAndGet();
                past.release();
            }
        });
    }

    private ServerFrame.Joined joined(ChatUser user, @Nullable MessageId after) {
        var given = new ArrayDeque<ServerFrame.Message>();
        boolean complete = after == null || after.value() >= forgotten;
        int bytes = 0;
        for (var each : said.reversed()) {
            if (after == null ? given.size() == SHOWN : each.id().compareTo(after) <= 0) {
                break;
            }
            bytes += each.bytes() + SEPARATOR;
            if (bytes > MAX_HISTORY) {
                complete = false;
                break;
            }
            given.addFirst(each.message());
        }
        return new ServerFrame.Joined(user, List.copyOf(given), complete, rules);
    }

    /** Takes somebody out, on its own event loop. */
    void leave(Member member) {
        Set<Member> seat;
        synchronized (this) {
            seat = seats.get(member.loop());
        }
        if (seat != null && seat.remove(member)) {
            members.decrementAndGet();
        }
    }

    int members() {
        return members.get();
    }

    /** Whether nobody is there and nothing has happened since {@code then}. */
    synchronized boolean isIdleSince(Instant then) {
        return members.get() == 0 && lastEvent.isBefore(then);
    }

    /**
     * Sends the members what is new.
     *
     * @return how many frames, to how many members
     */
    synchronized int tell() {
        if (news.isEmpty()) {
            return 0;
        }
        if (members.get() == 0) {
            news.clear();
            accepted.clear();
            return 0;
        }
        var shared = framedNews();
        int frames = news.size();
        var messages = List.copyOf(accepted);
        news.clear();
        accepted.clear();
        for (var seat : seats.entrySet()) {
            var part = shared.retainedDuplicate();
            seat.getKey().execute(() -> tell(seat.getValue(), part, messages));
        }
        shared.release();
        return frames * members.get();
    }

    /** Without a buffer it stays news; when that is too much, everybody is to come back and be given it then. */
    private ByteBuf framedNews() {
        try {
            return framed(news);
        } catch (RuntimeException | Error e) {
            if (news.size() > MAX_NEWS) {
                news.clear();
                accepted.clear();
                seats.forEach((loop, seat) ->
                        loop.execute(() -> List.copyOf(seat).forEach(Member::comeBack)));
            }
            throw e;
        }
    }

    private void tell(Set<Member> members, ByteBuf frames, List<Instant> messages) {
        try {
            // A member that cannot keep up leaves while it is told.
            for (var member : List.copyOf(members)) {
                member.hear(frames.retainedDuplicate());
            }
            if (!members.isEmpty()) {
                delays.written(messages);
            }
        } finally {
            frames.release();
        }
    }

    private ByteBuf framed(List<byte[]> frames) {
        int length = frames.stream().mapToInt(Framing::length).sum();
        var buffer = buffers.apply(length);
        frames.forEach(frame -> Framing.write(buffer, frame));
        return buffer;
    }
}
