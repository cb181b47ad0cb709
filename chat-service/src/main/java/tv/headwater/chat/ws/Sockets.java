package tv.headwater.chat.ws;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.websocketx.WebSocketDecoderConfig;
import io.netty.handler.codec.http.websocketx.WebSocketServerProtocolConfig;
import io.netty.handler.codec.http.websocketx.WebSocketServerProtocolHandler;
import io.netty.handler.timeout.IdleStateHandler;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tv.headwater.chat.access.Admissions;
import tv.headwater.chat.admission.Tickets;
import tv.headwater.chat.room.Rooms;
import tv.headwater.contract.id.StreamId;

/** The server of all sockets. Epoll where there is one, NIO elsewhere. */
public final class Sockets implements AutoCloseable {

    static final String PROTOCOL = "protocol";

    private static final Logger log = LoggerFactory.getLogger(Sockets.class);
    private static final int MAX_HANDSHAKE = 8192;
    private static final int BACKLOG = 1024;

    /** How long after its end a playback token keeps a guest in at most. */
    private static final Duration ADMISSION_CHECKS = Duration.ofSeconds(1);

    /** How long all together have to hear that this instance stops. */
    private static final Duration GOODBYE = Duration.ofSeconds(2);

    private final SocketLimits limits;
    private final Tickets tickets;
    private final Admissions admissions;
    private final Rooms rooms;
    private final Votes votes;
    private final BooleanSupplier ready;
    private final MeterRegistry registry;
    private final Waiting waiting;
    private final ExecutorService workers = Executors.newVirtualThreadPerTaskExecutor();
    private final ScheduledExecutorService admissionChecks =
            Executors.newSingleThreadScheduledExecutor(
                    Thread.ofPlatform().name("admissions").daemon().factory());
    private final Set<Channel> channels = ConcurrentHashMap.newKeySet();
    private final Set<Connection> connections = ConcurrentHashMap.newKeySet();
    private final Counter slow;
    private @Nullable EventLoopGroup loops;
    private @Nullable Channel listening;

    /** @param ready whether all is known that who comes in must be told */
    public Sockets(
            SocketLimits limits,
            Tickets tickets,
            Admissions admissions,
            Rooms rooms,
            Votes votes,
            BooleanSupplier ready,
            MeterRegistry registry) {
        this.limits = limits;
        this.tickets = tickets;
        this.admissions = admissions;
        this.rooms = rooms;
        this.votes = votes;
        this.ready = ready;
        this.registry = registry;
        this.waiting = new Waiting(limits.maxUnjoinedPerAddress());
        this.slow =
                Counter.builder("headwater.chat.slow")
                        .description("members that did not read what they were sent")
                        .register(registry);
    }

    /**
     * Begins to listen.
     *
     * @throws IllegalStateException if it cannot
     */
    public synchronized void start() {
        boolean epoll = Epoll.isAvailable();
        var group =
                new MultiThreadIoEventLoopGroup(
                        0,
                        new DefaultThreadFactory("chat-sockets", true),
                        epoll ? EpollIoHandler.newFactory() : NioIoHandler.newFactory());
        loops = group;
        var bound =
                new ServerBootstrap()
                        .group(group)
                        .channel(
                                epoll
                                        ? EpollServerSocketChannel.class
                                        : NioServerSocketChannel.class)
                        .option(ChannelOption.SO_BACKLOG, BACKLOG)
                        .option(ChannelOption.SO_REUSEADDR, true)
                        .childOption(ChannelOption.TCP_NODELAY, true)
                        .childHandler(new Pipeline())
                        .bind(limits.bindAddress(), limits.port())
                        .awaitUninterruptibly();
        if (!bound.isSuccess()) {
            close();
            throw new IllegalStateException(
                    "cannot listen on %s:%d: %s"
                            .formatted(
                                    limits.bindAddress(),
                                    limits.port(),
                                    bound.cause().getMessage()),
                    bound.cause());
        }
        listening = bound.channel();
        admissionChecks.scheduleWithFixedDelay(
                this::checkAdmissions,
                ADMISSION_CHECKS.toMillis(),
                ADMISSION_CHECKS.toMillis(),
                TimeUnit.MILLISECONDS);
    }

    private void checkAdmissions() {
        try {
            connections.forEach(Connection::checkAdmission);
        } catch (RuntimeException e) {
            log.error("looking for guests who may not stay failed", e);
        }
    }

    private final class Pipeline extends ChannelInitializer<Channel> {

        @Override
        protected void initChannel(Channel channel) {
            if (channels.size() >= limits.maxSockets()) {
                channel.close();
                return;
            }
            channels.add(channel);
            channel.closeFuture().addListener(_ -> channels.remove(channel));
            channel.pipeline()
                    .addLast(
                            new IdleStateHandler(
                                    limits.joinTimeout().toMillis(), 0, 0, TimeUnit.MILLISECONDS),
                            new HttpServerCodec(),
                            new HttpObjectAggregator(MAX_HANDSHAKE),
                            new Door(limits, waiting, Sockets.this::open));
        }
    }

    private void open(ChannelHandlerContext ctx, StreamId streamId) {
        var connection = new Connection(this, streamId, ctx.channel());
        connections.add(connection);
        ctx.channel().closeFuture().addListener(_ -> connections.remove(connection));
        var config =
                WebSocketServerProtocolConfig.newBuilder()
                        .websocketPath("/chat/" + streamId)
                        .handshakeTimeoutMillis(limits.joinTimeout().toMillis())
                        .decoderConfig(
                                WebSocketDecoderConfig.newBuilder()
                                        .maxFramePayloadLength(SocketLimits.MAX_MESSAGE)
                                        .allowExtensions(false)
                                        .expectMaskedFrames(true)
                                        .closeOnProtocolViolation(false)
                                        .withUTF8Validator(true)
                                        .build())
                        .build();
        var pipeline = ctx.pipeline();
        pipeline.replace(
                IdleStateHandler.class,
                "idle",
                new IdleStateHandler(limits.idleTimeout().toMillis(), 0, 0, TimeUnit.MILLISECONDS));
        pipeline.addLast(PROTOCOL, new WebSocketServerProtocolHandler(config));
        pipeline.addLast(connection);
    }

    /** Whether anybody can come in. */
    boolean isReady() {
        return ready.getAsBoolean();
    }

    SocketLimits limits() {
        return limits;
    }

    Tickets tickets() {
        return tickets;
    }

    Admissions admissions() {
        return admissions;
    }

    Rooms rooms() {
        return rooms;
    }

    Votes votes() {
        return votes;
    }

    Waiting waiting() {
        return waiting;
    }

    ExecutorService workers() {
        return workers;
    }

    void slow() {
        slow.increment();
    }

    void closed(int code) {
        Counter.builder("headwater.chat.closed")
                .description("sockets closed from this side")
                .tag("code", String.valueOf(code))
                .register(registry)
                .increment();
    }

    /**
     * Where it listens.
     *
     * @throws IllegalStateException before {@link #start}
     */
    public synchronized int port() {
        if (listening == null || !(listening.localAddress() instanceof InetSocketAddress local)) {
            throw new IllegalStateException("the server does not listen");
        }
        return local.getPort();
    }

    /** How full it is: 0 (idle) to 1 (no socket more). */
    public double load() {
        return Math.min(1, (double) channels.size() / limits.maxSockets());
    }

    /** Stops listening and tells everybody to go on elsewhere. */
    @Override
    public synchronized void close() {
        if (listening != null) {
            listening.close().awaitUninterruptibly();
            listening = null;
        }
        var told = List.copyOf(connections);
        told.forEach(connection -> connection.close(CloseCode.RESTART));
        // Loops that shut down close their sockets at once, whatever is still to be said.
        long deadline = System.nanoTime() + GOODBYE.toNanos();
        told.forEach(connection -> connection.awaitClosed(deadline - System.nanoTime()));
        if (loops != null) {
            loops.shutdownGracefully(200, 1000, TimeUnit.MILLISECONDS).awaitUninterruptibly(2_000);
            loops = null;
        }
        workers.shutdownNow();
        admissionChecks.shutdownNow();
    }
}
