package tv.headwater.mediahttp;

import io.micrometer.core.instrument.MeterRegistry;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
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
import io.netty.handler.codec.http2.Http2FrameCodec;
import io.netty.handler.ssl.ApplicationProtocolNames;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.ImmediateEventExecutor;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import tv.headwater.tls.Certificates;
import tv.headwater.tls.TlsPort;

/**
 * Serves {@link MediaResources} over HTTP/1.1 (RFC 9112) and HTTP/2 (RFC 9113), with and without TLS: GET, HEAD and OPTIONS (RFC
 * 9110), keep-alive, pipelining, single ranges, If-None-Match, CORS. What is not in the grammar of media paths is 404 before any look-up. Epoll where there is one,
 * NIO elsewhere.
 */
public final class MediaServer implements AutoCloseable {

    /** Bytes taken from a socket at a time: requests are small, and what is sent ahead of answers waits in the kernel. */
    static final int READ_SIZE = 8_192;

    private static final int BACKLOG = 1024;

    private final String host;
    private final int port;
    private final @Nullable TlsPort tls;
    private final MediaHttpLimits limits;
    private final Lookup lookup;
    private final HttpMeters meters;
    private final HeldRequests held;
    private final DateHeader date = new DateHeader();
    private final Set<Connection> connections = ConcurrentHashMap.newKeySet();
    private final ChannelGroup channels = new DefaultChannelGroup(ImmediateEventExecutor.INSTANCE);
    private @Nullable EventLoopGroup loops;
    private final List<Channel> listening = new ArrayList<>();

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
        this(host, port, null, limits, resources, registry);
    }

    /**
     * @param host address to listen on
     * @param port where there is no TLS, 0 for any free one
     * @param tls null for none
     */
    public MediaServer(
            String host,
            int port,
            @Nullable TlsPort tls,
            MediaHttpLimits limits,
            MediaResources resources,
            MeterRegistry registry) {
        this.host = host;
        this.port = port;
        this.tls = tls;
        this.limits = limits;
        this.lookup = new Lookup(resources);
        this.held = new HeldRequests(limits.maxHeld(), limits.maxHeldPerAddress());
        this.meters = new HttpMeters(registry, channels, held);
    }

    /**
     * Begins to listen.
     *
     * @throws IllegalStateException if an address cannot be listened on or the certificate cannot be read; the message says which and
     *     why
     */
    public synchronized void start() {
        var certificates =
                tls == null
                        ? null
                        : new Certificates(
                                tls,
                                ApplicationProtocolNames.HTTP_2,
                                ApplicationProtocolNames.HTTP_1_1);
        var epoll = Epoll.isAvailable();
        var group =
                new MultiThreadIoEventLoopGroup(
                        limits.ioThreads(),
                        new DefaultThreadFactory("media-http", true),
                        epoll ? EpollIoHandler.newFactory() : NioIoHandler.newFactory());
        loops = group;
        try {
            listening.add(listen(group, epoll, port, null));
            if (tls != null && certificates != null) {
                listening.add(listen(group, epoll, tls.port(), certificates));
            }
        } catch (IllegalStateException e) {
            close();
            throw e;
        }
    }

    private Channel listen(
            EventLoopGroup group, boolean epoll, int on, @Nullable Certificates certificates) {
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
                        .childHandler(
                                new Acceptance(
                                        limits, meters, channels, this::connection, certificates))
                        .bind(host, on)
                        .awaitUninterruptibly();
        if (!bound.isSuccess()) {
            throw new IllegalStateException(
                    "cannot listen on " + host + ":" + on + ": " + bound.cause().getMessage(),
                    bound.cause());
        }
        return bound.channel();
    }

    private Connection connection(Wire wire) {
        var connection = new Connection(wire, limits, lookup, held, meters, date);
        connections.add(connection);
        wire.channel().closeFuture().addListener(closed -> connections.remove(connection));
        return connection;
    }

    /**
     * Where it listens without TLS.
     *
     * @throws IllegalStateException before {@link #start}
     */
    public synchronized int port() {
        return port(0);
    }

    /**
     * Where it listens with TLS.
     *
     * @throws IllegalStateException before {@link #start}, or if it does not
     */
    public synchronized int tlsPort() {
        return port(1);
    }

    private int port(int index) {
        if (index >= listening.size()
                || !(listening.get(index).localAddress() instanceof InetSocketAddress local)) {
            throw new IllegalStateException("the server does not listen");
        }
        return local.getPort();
    }

    /** Open connections. */
    public int connections() {
        return channels.size();
    }

    /** How full it is: 0 (idle) to 1 (no connection more). */
    public double load() {
        return Math.min(1, (double) channels.size() / limits.maxConnections());
    }

    /** Stops listening, lets answers under way finish within {@link MediaHttpLimits#drainTimeout}, then cuts what is left. */
    @Override
    public synchronized void close() {
        if (loops == null) {
            return;
        }
        listening.forEach(channel -> channel.close().awaitUninterruptibly());
        listening.clear();
        connections.forEach(Connection::drain);
        // Those of HTTP/2 say GOAWAY, and wait for their streams themselves.
        channels.stream()
                .filter(channel -> channel.pipeline().get(Http2FrameCodec.class) != null)
                .forEach(Channel::close);
        channels.newCloseFuture().awaitUninterruptibly(limits.drainTimeout().toMillis());
        channels.close().awaitUninterruptibly(1_000);
        loops.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly(2_000);
        loops = null;
    }
}
