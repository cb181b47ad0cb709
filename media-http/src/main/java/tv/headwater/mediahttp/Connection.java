package tv.headwater.mediahttp;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.Future;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.Queue;
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
        /** What is there of a body is written; more follows when it is made. */
        FOLLOWING,
        /** Answered for the last time; what still comes is dropped, for a reset would take the answer with it. */
        LINGERING
    }

    private final Channel channel;
    private final Wire wire;
    private final MediaHttpLimits limits;
    private final Lookup lookup;
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
            Wire wire,
            MediaHttpLimits limits,
            Lookup lookup,
            HeldRequests held,
            HttpMeters meters,
            DateHeader date) {
        this.channel = wire.channel();
        this.wire = wire;
        this.limits = limits;
        this.lookup = lookup;
        this.held = held;
        this.meters = meters;
        this.date = date;
        this.deadline = new Deadline(wire.channel().eventLoop(), this::onMissedDeadline);
    }

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
        begin();
    }

    /** After a negotiation the channel is active already. */
    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        if (channel.isActive()) {
            begin();
        }
    }

    private void begin() {
        deadline.set(limits.headerTimeout());
        channel.read();
    }

    /** It turned out to be HTTP/2. */
    @Override
    public void handlerRemoved(ChannelHandlerContext ctx) {
        deadline.clear();
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
        if (request.mayBlock() && !hold()) {
            answer(current, Answers.unavailable(TOO_MANY_HELD, RETRY));
            return;
        }
        state = State.FINDING;
        deadline.set(limits.answerTimeout());
        lookup.find(current.request, request)
                .whenComplete((response, failure) -> {
                    if (channel.eventLoop().inEventLoop()) {
                        onFound(current, request, response, failure);
                    } else {
                        channel.eventLoop()
                                .execute(() -> onFound(current, request, response, failure));
                    }
                });
    }

    private void onFound(
            Exchange current,
            MediaRequest request,
            @Nullable MediaResponse response,
            @Nullable Throwable failure) {
        if (exchange != current || state != State.FINDING) {
            return;
        }
        var answer = lookup.answer(current.request, request, response, failure, wire.secure());
        if (answer.rest() != null && !hold()) {
            answer = Answers.unavailable(TOO_MANY_HELD, RETRY);
        }
        answer(current, answer);
    }

    /** Whether this connection's request may be held, which it then is until {@link #letGo}. */
    private boolean hold() {
        holding = holding || held.enter(remoteAddress());
        return holding;
    }

    private boolean letGo() {
        boolean was = holding;
        if (was) {
            holding = false;
            held.leave(remoteAddress());
        }
        return was;
    }

    private void answer(Exchange current, Answer answer) {
        boolean head = current.request.method().equals(HttpMethod.HEAD);
        var rest = head ? null : answer.rest();
        boolean waited = rest == null ? letGo() : holding;
        state = State.WRITING;
        current.keepAlive &= !answer.close() && !draining;
        var headers = answer.headers();
        if (rest != null && wire.needsChunks()) {
            if (current.request.protocolVersion().equals(HttpVersion.HTTP_1_0)) {
                current.keepAlive = false;
            } else {
                headers.set(HttpHeaderNames.TRANSFER_ENCODING, HttpHeaderValues.CHUNKED);
                current.chunked = true;
            }
        }
        headers.set(HttpHeaderNames.DATE, date.now());
        Cors.allow(current.request.headers(), answer);
        if (!current.keepAlive) {
            headers.set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
        } else if (current.request.protocolVersion().equals(HttpVersion.HTTP_1_0)) {
            headers.set(HttpHeaderNames.CONNECTION, HttpHeaderValues.KEEP_ALIVE);
        }
        meters.answered(
                answer.status().code(),
                current.admission.kind(),
                waited,
                System.nanoTime() - current.startedAt);
        write(current, answer, head ? Unpooled.EMPTY_BUFFER : answer.body(), rest);
    }

    private void write(Exchange current, Answer answer, ByteBuf body, @Nullable Continuation rest) {
        var slice = slice(body);
        int length = slice.readableBytes();
        boolean last = rest == null && !body.isReadable();
        sending(
                wire.begin(answer, framed(current, slice, last), last),
                length,
                () -> writeOn(current, body, rest));
    }

    private void writeOn(Exchange current, ByteBuf body, @Nullable Continuation rest) {
        if (!body.isReadable()) {
            if (rest == null) {
                onAnswered(current);
            } else {
                follow(current, rest);
            }
            return;
        }
        var slice = slice(body);
        int length = slice.readableBytes();
        boolean last = rest == null && !body.isReadable();
        sending(
                wire.next(framed(current, slice, last), last),
                length,
                () -> writeOn(current, body, rest));
    }

    private void follow(Exchange current, Continuation rest) {
        state = State.FOLLOWING;
        deadline.set(limits.answerTimeout());
        rest.next()
                .<Runnable>thenApply(more -> () -> onMore(current, rest, more))
                .exceptionally(_ -> () -> breakOff(current))
                .thenAccept(channel.eventLoop()::execute);
    }

    private boolean isFollowing(Exchange current) {
        return exchange == current && state == State.FOLLOWING;
    }

    private void breakOff(Exchange current) {
        if (isFollowing(current)) {
            meters.cut(HttpMeters.Cut.BROKEN_OFF);
            reset();
        }
    }

    private void onMore(Exchange current, Continuation rest, Optional<Body> more) {
        if (!isFollowing(current)) {
            return;
        }
        state = State.WRITING;
        if (more.isPresent()) {
            writeOn(current, more.get().buffer(ContentCoding.IDENTITY), rest);
        } else {
            letGo();
            sending(
                    wire.next(framed(current, Unpooled.EMPTY_BUFFER, true), true),
                    0,
                    () -> onAnswered(current));
        }
    }

    /** A slice of a body without a length as a chunk (RFC 9112 7.1), any other as it is. */
    private static ByteBuf framed(Exchange current, ByteBuf slice, boolean last) {
        return current.chunked ? Chunks.of(slice, last) : slice;
    }

    private void sending(ChannelFuture writing, int length, Runnable then) {
        deadline.set(limits.writeTimeout());
        writing.addListener(written -> {
            if (taken(written, length)) {
                then.run();
            }
        });
    }

    private static ByteBuf slice(ByteBuf body) {
        return body.readRetainedSlice(Math.min(MediaHttpLimits.SLICE, body.readableBytes()));
    }

    private boolean taken(Future<?> written, int length) {
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
        if (wire.end()) {
            channel.config().setAutoRead(true);
        }
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
            case FOLLOWING -> onSlowRest();
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

    private void onSlowRest() {
        var current = exchange;
        if (current != null) {
            breakOff(current);
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

    /** Whether it is not the peer, its network or what it says. */
    private static boolean isOurs(Throwable cause) {
        return !(cause instanceof IOException
                || cause instanceof DecoderException
                || cause instanceof Http2Exception);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        if (isOurs(cause)) {
            log.error("connection of {} is closed", remoteAddress(), cause);
        }
        channel.close();
    }
}
