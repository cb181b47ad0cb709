package tv.headwater.mediahttp;

import io.micrometer.core.instrument.MeterRegistry;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.FixedRecvByteBufAllocator;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.ImmediateEventExecutor;
import java.net.InetSocketAddress;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Serves {@link MediaResources} over HTTP/1.1 (RFC 9110, RFC 9112): GET, HEAD and OPTIONS, keep-alive, pipelining, single
 * ranges, If-None-Match, CORS. What is not in the grammar of media paths is 404 before any look-up. Epoll where there is one,
 * NIO elsewhere.
 */
public final class MediaServer implements AutoCloseable {

    /** Bytes taken from a socket at a time: requests are small, and what is sent ahead of answers waits in the kernel. */
    static final int READ_SIZE = 8_192;

    private static final int BACKLOG = 1024;

    private final String host;
    private final int port;
    private final MediaHttpLimits limits;
    private final MediaResources resources;
    private final HttpMeters meters;
    private final HeldRequests held;
    private final DateHeader date = new DateHeader();
    private final Set<Connection> connections = ConcurrentHashMap.newKeySet();
    private final ChannelGroup channels = new DefaultChannelGroup(ImmediateEventExecutor.INSTANCE);
    private @Nullable EventLoopGroup loops;
    private @Nullable Channel listening;

    /**
     * @param host address to listen on
     * @param port 0 for any free one
     */
    public MediaServer(
            String host,
            int port,
            MediaHttpLimits limits,
            MediaResources resources,
            MeterRegistry registry) {
        this.host = host;
        this.port = port;
        this.limits = limits;
        this.resources = resources;
        this.held = new HeldRequests(limits.maxHeld(), limits.maxHeldPerAddress());
        this.meters = new HttpMeters(registry, connections, held);
    }

    /**
     * Begins to listen.
     *
     * @throws IllegalStateException if the address cannot be listened on; the message says which and why
     */
    public synchronized void start() {
        var epoll = Epoll.isAvailable();
        var group =
                new MultiThreadIoEventLoopGroup(
                        limits.ioThreads(),
                        new DefaultThreadFactory("media-http", true),
                        epoll ? EpollIoHandler.newFactory() : NioIoHandler.newFactory());
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
                        .childOption(ChannelOption.AUTO_READ, false)
                        .childOption(
                                ChannelOption.RECVBUF_ALLOCATOR,
                                new FixedRecvByteBufAllocator(READ_SIZE).maxMessagesPerRead(1))
                        .childHandler(new Accept())
                        .bind(host, port)
                        .awaitUninterruptibly();
        if (!bound.isSuccess()) {
            group.shutdownGracefully(0, 1, TimeUnit.SECONDS);
            throw new IllegalStateException(
                    "cannot listen on " + host + ":" + port + ": " + bound.cause().getMessage(),
                    bound.cause());
        }
        loops = group;
        listening = bound.channel();
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

    /** Open connections. */
    public int connections() {
        return connections.size();
    }

    /** How full it is: 0 (idle) to 1 (no connection more). */
    public double load() {
        return Math.min(1, (double) connections.size() / limits.maxConnections());
    }

    /** Stops listening, lets answers under way finish within {@link MediaHttpLimits#drainTimeout}, then cuts what is left. */
    @Override
    public synchronized void close() {
        if (loops == null || listening == null) {
            return;
        }
        listening.close().awaitUninterruptibly();
        connections.forEach(Connection::drain);
        channels.newCloseFuture().awaitUninterruptibly(limits.drainTimeout().toMillis());
        channels.close().awaitUninterruptibly(1_000);
        loops.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly(2_000);
        loops = null;
    }

    /** Gives each accepted channel its {@link Connection}. */
    private final class Accept extends ChannelInitializer<Channel> {

        @Override
        protected void initChannel(Channel channel) {
            if (connections.size() >= limits.maxConnections()) {
                meters.cut(HttpMeters.Cut.TOO_MANY);
                channel.pipeline().addLast(new TooMany());
                return;
            }
            var connection = new Connection(channel, limits, resources, held, meters, date);
            connections.add(connection);
            channels.add(channel);
            channel.closeFuture().addListener(closed -> connections.remove(connection));
            channel.pipeline()
                    .addLast(new Arrivals(connection))
                    .addLast(
                            new HttpServerCodec(
                                    new HttpDecoderConfig()
                                            .setMaxInitialLineLength(limits.maxRequestLine())
                                            .setMaxHeaderSize(limits.maxHeaders())))
                    .addLast(connection);
        }
    }
}
