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
import io.netty.util.concurrent.DefaultThreadFactory;
import java.net.InetSocketAddress;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tv.headwater.contract.event.SessionEndReason;
import tv.headwater.ingest.rtmp.RtmpMeters.Refusal;

/**
 * Listens for RTMP publishers and brings them to {@link Publications}. Started once and closed once; safe to use from any
 * thread.
 */
public final class RtmpServer implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(RtmpServer.class);
    private static final int BACKLOG = 1024;
    private static final long QUIET_MILLIS = 1000;

    private final InetSocketAddress bind;
    private final RtmpLimits limits;
    private final Publications publications;
    private final Admission admission;
    private final RtmpMeters meters;
    private final AtomicLong ids = new AtomicLong();
    private final EventLoopGroup acceptor;
    private final EventLoopGroup workers;
    private final ChannelGroup connections;
    private volatile @Nullable Channel listener;

    /**
     * @param bind where to listen; port 0 takes a free one
     */
    public RtmpServer(
            InetSocketAddress bind,
            RtmpLimits limits,
            Publications publications,
            MeterRegistry registry) {
        this.bind = bind;
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
     * @throws IllegalStateException if the address cannot be bound
     */
    public void start() {
        Class<? extends ServerChannel> type =
                Epoll.isAvailable() ? EpollServerSocketChannel.class : NioServerSocketChannel.class;
        var bound =
                new ServerBootstrap()
                        .group(acceptor, workers)
                        .channel(type)
                        .option(ChannelOption.SO_BACKLOG, BACKLOG)
                        .option(ChannelOption.SO_REUSEADDR, true)
                        .childOption(ChannelOption.TCP_NODELAY, true)
                        .childHandler(new Arrival())
                        .bind(bind)
                        .awaitUninterruptibly();
        if (!bound.isSuccess()) {
            throw new IllegalStateException("cannot listen for RTMP on " + bind, bound.cause());
        }
        listener = bound.channel();
        LOG.info("listening for RTMP on {}", bound.channel().localAddress());
    }

    /**
     * The port listened on.
     *
     * @throws IllegalStateException before {@link #start}
     */
    public int port() {
        var open = listener;
        if (open == null) {
            throw new IllegalStateException("the RTMP server is not started");
        }
        return ((InetSocketAddress) open.localAddress()).getPort();
    }

    /** Stops to listen, drops every publisher with {@link SessionEndReason#SHUTDOWN}, and waits for that no longer than the limit. */
    @Override
    public void close() {
        var open = listener;
        if (open != null) {
            open.close().awaitUninterruptibly();
        }
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
            channel.pipeline().addLast(connection);
        }

        private void refuse(SocketChannel channel, Refusal refusal) {
            meters.refused(refusal);
            LOG.debug("connection from {} refused: {}", channel.remoteAddress(), refusal);
            channel.close();
        }
    }
}
