package tv.headwater.ingest.rtmp;

import io.micrometer.core.instrument.MeterRegistry;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.ServerChannel;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tv.headwater.contract.event.SessionEndReason;
import tv.headwater.ingest.rtmp.RtmpMeters.Refusal;
import tv.headwater.tls.Certificates;
import tv.headwater.tls.TlsPort;

/**
 * Listens for RTMP publishers, with and without TLS, and brings them to {@link Publications}. Started once and closed once; safe to
 * use from any thread.
 */
public final class RtmpServer implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(RtmpServer.class);
    private static final int BACKLOG = 1024;
    private static final long QUIET_MILLIS = 1000;

    private final InetSocketAddress bind;
    private final @Nullable TlsPort tls;
    private final RtmpLimits limits;
    private final Publications publications;
    private final Admission admission;
    private final RtmpMeters meters;
    private final AtomicLong ids = new AtomicLong();
    private final EventLoopGroup acceptor;
    private final EventLoopGroup workers;
    private final ChannelGroup connections;
    private final List<Channel> listening = new CopyOnWriteArrayList<>();

    /**
     * @param bind where to listen without TLS; port 0 takes a free one
     * @param tls where to listen with it, at the same address; null for nowhere
     */
    public RtmpServer(
            InetSocketAddress bind,
            @Nullable TlsPort tls,
            RtmpLimits limits,
            Publications publications,
            MeterRegistry registry) {
        this.bind = bind;
        this.tls = tls;
        this.limits = limits;
        this.publications = publications;
        this.admission = new Admission(limits, System::nanoTime);
        this.meters = new RtmpMeters(registry);
        this.acceptor = loops("rtmp-accept", 1);
        this.workers = loops("rtmp", Runtime.getRuntime().availableProcessors());
        this.connections = new DefaultChannelGroup(acceptor.next());
    }

    private static EventLoopGroup loops(String name, int threads) {
        return new MultiThreadIoEventLoopGroup(
                threads,
                new DefaultThreadFactory(name),
                Epoll.isAvailable() ? EpollIoHandler.newFactory() : NioIoHandler.newFactory());
    }

    /**
     * Begins to listen.
     *
     * @throws IllegalStateException if an address cannot be bound or the certificate cannot be read; the message says which and why
     */
    public void start() {
        var certificates = tls == null ? null : new Certificates(tls);
        try {
            listening.add(listen(bind, new Arrival(null)));
            if (tls != null && certificates != null) {
                listening.add(
                        listen(
                                new InetSocketAddress(bind.getAddress(), tls.port()),
                                new Arrival(certificates)));
            }
        } catch (IllegalStateException e) {
            close();
            throw e;
        }
        LOG.info("listening for RTMP on {}", listening.getFirst().localAddress());
        if (tls != null) {
            LOG.info("listening for RTMPS on {}", listening.getLast().localAddress());
        }
    }

    private Channel listen(InetSocketAddress on, Arrival arrival) {
        Class<? extends ServerChannel> type =
                Epoll.isAvailable() ? EpollServerSocketChannel.class : NioServerSocketChannel.class;
        var bound =
                new ServerBootstrap()
                        .group(acceptor, workers)
                        .channel(type)
                        .option(ChannelOption.SO_BACKLOG, BACKLOG)
                        .option(ChannelOption.SO_REUSEADDR, true)
                        .childOption(ChannelOption.TCP_NODELAY, true)
                        .childHandler(arrival)
                        .bind(on)
                        .awaitUninterruptibly();
        if (!bound.isSuccess()) {
            throw new IllegalStateException("cannot listen for RTMP on " + on, bound.cause());
        }
        return bound.channel();
    }

    /**
     * The port listened on without TLS.
     *
     * @throws IllegalStateException before {@link #start}
     */
    public int port() {
        return port(0);
    }

    /**
     * The port listened on with TLS.
     *
     * @throws IllegalStateException before {@link #start}, or if there is none
     */
    public int tlsPort() {
        return port(1);
    }

    private int port(int index) {
        if (index >= listening.size()) {
            throw new IllegalStateException("the RTMP server does not listen");
        }
        return ((InetSocketAddress) listening.get(index).localAddress()).getPort();
    }

    /** Stops to listen, drops every publisher with {@link SessionEndReason#SHUTDOWN}, and waits for that no longer than the limit. */
    @Override
    public void close() {
        listening.forEach(open -> open.close().awaitUninterruptibly());
        connections.forEach(RtmpServer::dismiss);
        if (!connections
                .newCloseFuture()
                .awaitUninterruptibly(limits.shutdown().toMillis(), TimeUnit.MILLISECONDS)) {
            LOG.warn("{} RTMP connections did not end in time", connections.size());
        }
        connections.close().awaitUninterruptibly(QUIET_MILLIS);
        workers.shutdownGracefully(0, QUIET_MILLIS, TimeUnit.MILLISECONDS)
                .awaitUninterruptibly(2 * QUIET_MILLIS);
        acceptor.shutdownGracefully(0, QUIET_MILLIS, TimeUnit.MILLISECONDS)
                .awaitUninterruptibly(2 * QUIET_MILLIS);
    }

    private static void dismiss(Channel channel) {
        var connection = channel.pipeline().get(RtmpConnection.class);
        if (connection == null) {
            channel.close();
        } else {
            connection.drop(SessionEndReason.SHUTDOWN, "The server is shutting down.");
        }
    }

    /** Lets a new connection in, or closes it. */
    private final class Arrival extends ChannelInitializer<SocketChannel> {

        private final @Nullable Certificates certificates;

        /**
         * @param certificates null for a port without TLS
         */
        Arrival(@Nullable Certificates certificates) {
            this.certificates = certificates;
        }

        @Override
        protected void initChannel(SocketChannel channel) {
            var remote = channel.remoteAddress();
            if (remote == null) {
                channel.close();
                return;
            }
            switch (admission.enter(remote.getAddress())) {
                case ADMITTED -> admit(channel);
                case CONNECTION_LIMIT -> refuse(channel, Refusal.CONNECTION_LIMIT);
                case ADDRESS_LIMIT -> refuse(channel, Refusal.ADDRESS_LIMIT);
            }
        }

        private void admit(SocketChannel channel) {
            meters.opened();
            var connection =
                    new RtmpConnection(
                            ids.incrementAndGet(),
                            channel,
                            limits,
                            publications,
                            admission,
                            meters);
            channel.closeFuture().addListener(_ -> connection.released());
            connections.add(channel);
            if (certificates != null) {
                channel.pipeline().addLast(tls(channel, certificates), new TlsStage(meters));
            }
            channel.pipeline().addLast(connection);
        }

        private SslHandler tls(SocketChannel channel, Certificates certificates) {
            var handler = certificates.context().newHandler(channel.alloc());
            handler.setHandshakeTimeoutMillis(limits.tlsHandshake().toMillis());
            handler.setCloseNotifyFlushTimeoutMillis(limits.closing().toMillis());
            return handler;
        }

        private void refuse(SocketChannel channel, Refusal refusal) {
            meters.refused(refusal);
            LOG.debug("connection from {} refused: {}", channel.remoteAddress(), refusal);
            channel.close();
        }
    }
}
