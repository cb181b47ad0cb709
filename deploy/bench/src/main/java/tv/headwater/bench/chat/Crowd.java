package tv.headwater.bench.chat;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioSocketChannel;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import tv.headwater.bench.BenchFailure;

/** Everybody in one room. They say so many messages a second together, each of which tells when it was due, and all hear all of them. */
final class Crowd implements AutoCloseable {

    private static final int JOINING_AT_ONCE = 16;
    private static final Duration COMING_IN = Duration.ofSeconds(60);

    /** For what is on its way when the talking ends. */
    private static final Duration DRAIN = Duration.ofSeconds(20);

    private static final Duration PING_EVERY = Duration.ofSeconds(20);
    private static final long RETRY_NANOS = 5_000_000;

    private final Dialect dialect;
    private final MultiThreadIoEventLoopGroup loops;
    private final List<Member> members = new ArrayList<>();

    /** Of the one event loop alone. */
    private Latencies heard = new Latencies();

    /** Of the one event loop alone: what was said before is not counted any more. */
    private long from = System.nanoTime();

    private int said;

    /**
     * What came of some talking.
     *
     * @param due how many deliveries there should have been
     * @param heard how long each delivery took, from when the message was due
     */
    record Talk(long due, Latencies heard) {

        long missing() {
            return due - heard.total();
        }
    }

    private Crowd(Dialect dialect) {
        this.dialect = dialect;
        // One, so that it does not take more of the machine than what it measures.
        this.loops =
                new MultiThreadIoEventLoopGroup(
                        1,
                        Epoll.isAvailable()
                                ? EpollIoHandler.newFactory()
                                : NioIoHandler.newFactory());
    }

    /** All are in when this returns. */
    static Crowd join(Dialect dialect, int port, int size) throws InterruptedException {
        var crowd = new Crowd(dialect);
        try {
            crowd.join(port, size);
            crowd.awaitHearing();
            crowd.loops.scheduleAtFixedRate(
                    () -> crowd.members.forEach(Member::ping),
                    PING_EVERY.toMillis(),
                    PING_EVERY.toMillis(),
                    TimeUnit.MILLISECONDS);
            return crowd;
        } catch (RuntimeException | InterruptedException e) {
            crowd.close();
            throw e;
        }
    }

    private void join(int port, int size) throws InterruptedException {
        try (var joining = Executors.newFixedThreadPool(JOINING_AT_ONCE)) {
            var all = new ArrayList<CompletableFuture<Member>>();
            for (int i = 0; i < size; i++) {
                int number = i;
                all.add(CompletableFuture.supplyAsync(() -> member(port, number), joining));
            }
            for (var each : all) {
                members.add(each.get());
            }
        } catch (ExecutionException e) {
            throw new BenchFailure("not all came in: " + e.getCause());
        }
    }

    private Member member(int port, int number) {
        var member = new Member(dialect, number, this::hear);
        var connected =
                new Bootstrap()
                        .group(loops)
                        .channel(
                                Epoll.isAvailable()
                                        ? EpollSocketChannel.class
                                        : NioSocketChannel.class)
                        .option(ChannelOption.TCP_NODELAY, true)
                        .handler(
                                new ChannelInitializer<Channel>() {
                                    @Override
                                    protected void initChannel(Channel channel) {
                                        channel.pipeline().addLast(new FrameReader(member));
                                    }
                                })
                        .connect(InetAddress.getLoopbackAddress(), port)
                        .syncUninterruptibly();
        member.shakeHands(connected.channel());
        try {
            member.in().get(COMING_IN.toSeconds(), TimeUnit.SECONDS);
            return member;
        } catch (InterruptedException | ExecutionException | TimeoutException e) {
            throw new BenchFailure("member " + number + ": " + e);
        }
    }

    private void hear(long sentNanos) {
        if (sentNanos - from >= 0) {
            heard.add(System.nanoTime() - sentNanos);
        }
    }

    /** Says something from time to time until all hear it: not every server tells who is in. */
    private void awaitHearing() throws InterruptedException {
        long deadline = System.nanoTime() + COMING_IN.toNanos();
        while (true) {
            var talk = talk(1, Duration.ofSeconds(1), Duration.ofSeconds(1));
            if (talk.missing() == 0) {
                return;
            }
            if (System.nanoTime() > deadline) {
                throw new BenchFailure(talk.missing() + " members hear nothing");
            }
        }
    }

    /** Talks for a while; returns when all has been heard, or is not to be expected any more. */
    Talk talk(int rate, Duration period) throws InterruptedException {
        return talk(rate, period, DRAIN);
    }

    private Talk talk(int rate, Duration period, Duration drain) throws InterruptedException {
        long start = System.nanoTime();
        var talk = new Latencies();
        inLoop(() -> {
            heard = talk;
            from = start;
        });
        int messages = Math.toIntExact(rate * period.toSeconds());
        for (int i = 0; i < messages; i++) {
            long due = start + i * period.toNanos() / messages;
            awaitNanos(due);
            members.get(said % members.size()).say(said, due);
            said++;
        }
        long all = (long) messages * members.size();
        long deadline = System.nanoTime() + drain.toNanos();
        var total = new long[1];
        while (true) {
            inLoop(() -> total[0] = talk.total());
            if (total[0] >= all || System.nanoTime() > deadline) {
                break;
            }
            LockSupport.parkNanos(RETRY_NANOS);
        }
        inLoop(() -> heard = new Latencies());
        return new Talk(all, talk);
    }

    private void inLoop(Runnable task) throws InterruptedException {
        loops.submit(task).sync();
    }

    private static void awaitNanos(long due) {
        for (long left = due - System.nanoTime(); left > 0; left = due - System.nanoTime()) {
            LockSupport.parkNanos(left);
        }
    }

    @Override
    public void close() {
        loops.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
    }
}
