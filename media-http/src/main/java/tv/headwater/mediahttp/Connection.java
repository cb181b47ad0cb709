package tv.headwater.mediahttp;

import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.netty.handler.codec.http.DefaultHttpResponse;
import io.netty.handler.codec.http.DefaultLastHttpContent;
import io.netty.handler.codec.http.EmptyHttpHeaders;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One connection: reads a request, answers it, and only then reads the next, so pipelined answers keep their order and a
 * peer that does not take its answer is asked for nothing more. Belongs to the channel's event loop.
 */
final class Connection extends ChannelInboundHandlerAdapter {

    private static final Logger log = LoggerFactory.getLogger(Connection.class);

    /** How long a peer may go on sending after a last answer before it is cut off. */
    private static final Duration LINGER = Duration.ofSeconds(1);

    private static final Duration RETRY = Duration.ofSeconds(1);
    private static final String TOO_MANY_HELD = "too many requests wait already";

    private enum State {
        /** Nothing of a next request has come. */
        IDLE,
        /** Something has. */
        READING,
        FINDING,
        WRITING,
        /** Answered for the last time; what still comes is dropped, for a reset would take the answer with it. */
        LINGERING
    }

    private final Channel channel;
    private final MediaHttpLimits limits;
    private final MediaResources resources;
    private final HeldRequests held;
    private final HttpMeters meters;
    private final DateHeader date;
    private final Deadline deadline;

    /** Read and not yet looked at: of requests a peer has sent ahead, at most {@link MediaServer#READ_SIZE} bytes. */
    private final Queue<HttpObject> parts = new ArrayDeque<>();

    private State state = State.READING;
    private boolean proceeding;
    private boolean draining;
    private @Nullable Exchange exchange;

    /** Whether a request of this connection counts as held. */
    private boolean holding;

    Connection(
            Channel channel,
            MediaHttpLimits limits,
            MediaResources resources,
            HeldRequests held,
            HttpMeters meters,
            DateHeader date) {
        this.channel = channel;
        this.limits = limits;
        this.resources = resources;
        this.held = held;
        this.meters = meters;
        this.date = date;
        this.deadline = new Deadline(channel.eventLoop(), this::onMissedDeadline);
    }

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
        deadline.set(limits.headerTimeout());
        channel.read();
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        deadline.clear();
        forgetParts();
        letGo();
    }

    /**
     * Takes note of bytes before they are parsed.
     *
     * @return whether anyone still wants them
     */
    boolean onBytes() {
        if (state == State.IDLE) {
            state = State.READING;
            deadline.set(limits.headerTimeout());
        }
        return state != State.LINGERING;
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        if (message instanceof HttpObject part && state != State.LINGERING) {
            parts.add(part);
        } else {
            ReferenceCountUtil.release(message);
        }
    }

    /** Answers begin here and not in {@link #channelRead}: the codec does not bear being written through while it decodes. */
    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
        proceed();
    }

    /** Goes through what has been read until an answer is under way, and reads on when nothing is left. */
    private void proceed() {
        if (proceeding) {
            return;
        }
        proceeding = true;
        while (isReading() && !parts.isEmpty()) {
            on(parts.remove());
        }
        proceeding = false;
        if (isReading()) {
            channel.read();
        }
    }

    private boolean isReading() {
        return state == State.IDLE || state == State.READING;
    }

    private void on(HttpObject part) {
        if (part instanceof HttpRequest request) {
            state = State.READING;
            exchange = new Exchange(request, Admission.of(request, remoteAddress()));
        }
        var complete = part instanceof LastHttpContent;
        ReferenceCountUtil.release(part);
        var current = exchange;
        if (current == null) {
            return;
        }
        if (current.admission instanceof Admission.Settled(_, var answer) && answer.close()) {
            answer(current, answer);
        } else if (complete) {
            settle(current);
        }
    }

    private void settle(Exchange current) {
        switch (current.admission) {
            case Admission.Settled(_, var answer) -> answer(current, answer);
            case Admission.Admitted(var request) -> find(current, request);
        }
    }

    private void find(Exchange current, MediaRequest request) {
        if (request.mayBlock()) {
            if (!held.enter(remoteAddress())) {
                answer(current, Answers.unavailable(TOO_MANY_HELD, RETRY));
                return;
            }
            holding = true;
        }
        state = State.FINDING;
        deadline.set(limits.answerTimeout());
        ask(request)
                .thenCompose(response -> ContentCoding.prepared(current.request, response))
                .whenComplete((response, failure) -> {
                    if (channel.eventLoop().inEventLoop()) {
                        onFound(current, request, response, failure);
                    } else {
                        channel.eventLoop()
                                .execute(() -> onFound(current, request, response, failure));
                    }
                });
    }

    private CompletionStage<MediaResponse> ask(MediaRequest request) {
        try {
            return resources.get(request);
        } catch (RuntimeException e) {
            return CompletableFuture.failedStage(e);
        }
    }

    private void onFound(
            Exchange current,
            MediaRequest request,
            @Nullable MediaResponse response,
            @Nullable Throwable failure) {
        if (exchange != current || state != State.FINDING) {
            return;
        }
        answer(current, render(current, request, response, failure));
    }

    private static Answer render(
            Exchange current,
            MediaRequest request,
            @Nullable MediaResponse response,
            @Nullable Throwable failure) {
        try {
            if (response != null) {
                return Answers.of(request.path(), current.request, response);
            }
            log.error("{} is answered with 500", request.path().path(), failure);
        } catch (RuntimeException e) {
            log.error("{} is answered with 500", request.path().path(), e);
        }
        return Answers.problem(
                HttpResponseStatus.INTERNAL_SERVER_ERROR, "something went wrong on this side");
    }

    private void letGo() {
        if (holding) {
            holding = false;
            held.leave(remoteAddress());
        }
    }

    private void answer(Exchange current, Answer answer) {
        letGo();
        state = State.WRITING;
        current.keepAlive &= !answer.close() && !draining;
        var headers = answer.headers();
        headers.set(HttpHeaderNames.DATE, date.now());
        if (!current.keepAlive) {
            headers.set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
        } else if (current.request.protocolVersion().equals(HttpVersion.HTTP_1_0)) {
            headers.set(HttpHeaderNames.CONNECTION, HttpHeaderValues.KEEP_ALIVE);
        }
        meters.answered(
                answer.status().code(),
                current.admission.kind(),
                System.nanoTime() - current.startedAt);
        var body =
                current.request.method().equals(HttpMethod.HEAD)
                        ? answer.body().slice(answer.body().position(), 0)
                        : answer.body().duplicate();
        if (body.remaining() <= MediaHttpLimits.SLICE) {
            writeWhole(current, answer, body);
        } else {
            channel.write(new DefaultHttpResponse(HttpVersion.HTTP_1_1, answer.status(), headers));
            writeSlices(current, body);
        }
    }

    private void writeWhole(Exchange current, Answer answer, ByteBuffer body) {
        int length = body.remaining();
        deadline.set(limits.writeTimeout());
        channel.writeAndFlush(
                        new DefaultFullHttpResponse(
                                HttpVersion.HTTP_1_1,
                                answer.status(),
                                Unpooled.wrappedBuffer(body),
                                answer.headers(),
                                EmptyHttpHeaders.INSTANCE))
                .addListener((ChannelFuture written) -> {
                    if (taken(written, length)) {
                        onAnswered(current);
                    }
                });
    }

    private void writeSlices(Exchange current, ByteBuffer rest) {
        int length = Math.min(MediaHttpLimits.SLICE, rest.remaining());
        var slice = Unpooled.wrappedBuffer(rest.slice(rest.position(), length));
        rest.position(rest.position() + length);
        deadline.set(limits.writeTimeout());
        var last = !rest.hasRemaining();
        channel.writeAndFlush(
                        last ? new DefaultLastHttpContent(slice) : new DefaultHttpContent(slice))
                .addListener((ChannelFuture written) -> {
                    if (!taken(written, length)) {
                        return;
                    }
                    if (last) {
                        onAnswered(current);
                    } else {
                        writeSlices(current, rest);
                    }
                });
    }

    private boolean taken(ChannelFuture written, int length) {
        if (!written.isSuccess()) {
            channel.close();
            return false;
        }
        meters.sent(length);
        return true;
    }

    private void onAnswered(Exchange current) {
        exchange = null;
        if (current.keepAlive && !draining) {
            state = State.IDLE;
            deadline.set(limits.idleTimeout());
            proceed();
        } else {
            linger();
        }
    }

    private void linger() {
        state = State.LINGERING;
        forgetParts();
        deadline.set(LINGER);
        ((DuplexChannel) channel).shutdownOutput();
        channel.config().setAutoRead(true);
    }

    private void forgetParts() {
        parts.forEach(ReferenceCountUtil::release);
        parts.clear();
    }

    /** Ends the connection as soon as it has nothing under way. */
    void drain() {
        channel.eventLoop()
                .execute(() -> {
                    draining = true;
                    if (exchange == null && state != State.LINGERING) {
                        channel.close();
                    }
                });
    }

    private void onMissedDeadline() {
        switch (state) {
            case IDLE, LINGERING -> channel.close();
            case READING -> onSlowHeaders();
            case FINDING -> onSlowAnswer();
            case WRITING -> {
                meters.cut(HttpMeters.Cut.SLOW_READER);
                reset();
            }
        }
    }

    private void onSlowHeaders() {
        meters.cut(HttpMeters.Cut.SLOW_HEADERS);
        channel.close();
    }

    private void onSlowAnswer() {
        var current = exchange;
        if (current != null) {
            answer(current, Answers.unavailable("this takes too long", RETRY));
        }
    }

    /** Closes without leaving what the peer did not take in the kernel's hands. */
    private void reset() {
        channel.config().setOption(ChannelOption.SO_LINGER, 0);
        channel.close();
    }

    private String remoteAddress() {
        return channel.remoteAddress() instanceof InetSocketAddress peer
                        && peer.getAddress() != null
                ? peer.getAddress().getHostAddress()
                : "unknown";
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        if (!(cause instanceof IOException)) {
            log.error("connection of {} is closed", remoteAddress(), cause);
        }
        channel.close();
    }
}
