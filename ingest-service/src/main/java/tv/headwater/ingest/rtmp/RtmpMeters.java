package tv.headwater.ingest.rtmp;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import tv.headwater.ingest.rtmp.message.RtmpMessage;

/** What the RTMP server counts. */
final class RtmpMeters {

    /** Why a peer was sent away. */
    enum Refusal {
        CONNECTION_LIMIT,
        ADDRESS_LIMIT,
        APP,
        KEY,
        PLAY,
        PROTOCOL,
        MEDIA,
        DEADLINE
    }

    private enum Kind {
        AUDIO,
        VIDEO,
        DATA,
        COMMAND,
        CONTROL,
        AGGREGATE
    }

    private final AtomicInteger open = new AtomicInteger();
    private final Counter accepted;
    private final Counter received;
    private final Map<Refusal, Counter> refused = new EnumMap<>(Refusal.class);
    private final Map<Kind, Counter> messages = new EnumMap<>(Kind.class);

    RtmpMeters(MeterRegistry registry) {
        Gauge.builder("headwater.rtmp.connections", open, AtomicInteger::get)
                .description("open connections")
                .register(registry);
        accepted =
                Counter.builder("headwater.rtmp.accepted")
                        .description("publications begun")
                        .register(registry);
        received =
                Counter.builder("headwater.rtmp.received")
                        .description("bytes received")
                        .baseUnit("bytes")
                        .register(registry);
        for (var refusal : Refusal.values()) {
            refused.put(
                    refusal,
                    Counter.builder("headwater.rtmp.refused")
                            .description("peers sent away")
                            .tag("reason", lower(refusal))
                            .register(registry));
        }
        for (var kind : Kind.values()) {
            messages.put(
                    kind,
                    Counter.builder("headwater.rtmp.messages")
                            .description("messages received")
                            .tag("kind", lower(kind))
                            .register(registry));
        }
    }

    void opened() {
        open.incrementAndGet();
    }

    void closed() {
        open.decrementAndGet();
    }

    void accepted() {
        accepted.increment();
    }

    void refused(Refusal refusal) {
        count(refused.get(refusal));
    }

    void received(int bytes) {
        received.increment(bytes);
    }

    void received(RtmpMessage message) {
        count(messages.get(kind(message)));
    }

    private static Kind kind(RtmpMessage message) {
        return switch (message) {
            case RtmpMessage.Audio _ -> Kind.AUDIO;
            case RtmpMessage.Video _ -> Kind.VIDEO;
            case RtmpMessage.DataMessage _ -> Kind.DATA;
            case RtmpMessage.Command _ -> Kind.COMMAND;
            case RtmpMessage.Aggregate _ -> Kind.AGGREGATE;
            case RtmpMessage.SetChunkSize _,
                    RtmpMessage.Abort _,
                    RtmpMessage.Acknowledgement _,
                    RtmpMessage.StreamBegin _,
                    RtmpMessage.PingRequest _,
                    RtmpMessage.PingResponse _,
                    RtmpMessage.OtherUserControl _,
                    RtmpMessage.WindowAcknowledgementSize _,
                    RtmpMessage.SetPeerBandwidth _ ->
                    Kind.CONTROL;
        };
    }

    private static void count(@Nullable Counter counter) {
        Objects.requireNonNull(counter).increment();
    }

    private static String lower(Enum<?> name) {
        return name.name().toLowerCase(Locale.ROOT);
    }
}
