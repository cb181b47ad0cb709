package tv.headwater.ingest.rtmp;

import java.time.Duration;

/** Limits short enough to wait for, and long enough for a busy machine unless they are the test. */
final class TestLimits {

    private static final Duration LONG = Duration.ofSeconds(30);
    private static final Duration SHORT = Duration.ofMillis(300);

    Duration tlsHandshake = LONG;
    Duration handshake = LONG;
    Duration publish = LONG;
    Duration answer = LONG;
    Duration firstMedia = LONG;
    Duration media = LONG;
    Duration refusal = Duration.ofMillis(1);
    int connections;
    int perAddress = 100;

    static TestLimits patient() {
        return new TestLimits();
    }

    TestLimits shortTlsHandshake() {
        tlsHandshake = SHORT;
        return this;
    }

    TestLimits shortHandshake() {
        handshake = SHORT;
        return this;
    }

    TestLimits shortPublish() {
        publish = SHORT;
        return this;
    }

    TestLimits shortAnswer() {
        answer = SHORT;
        return this;
    }

    TestLimits shortFirstMedia() {
        firstMedia = SHORT;
        return this;
    }

    TestLimits shortMedia() {
        media = SHORT;
        return this;
    }

    TestLimits refusal(Duration refusal) {
        this.refusal = refusal;
        return this;
    }

    TestLimits connections(int connections) {
        this.connections = connections;
        return this;
    }

    TestLimits perAddress(int perAddress) {
        this.perAddress = perAddress;
        return this;
    }

    RtmpLimits limits() {
        return new RtmpLimits(
                tlsHandshake,
                handshake,
                publish,
                answer,
                firstMedia,
                media,
                Duration.ofSeconds(2),
                Duration.ofSeconds(5),
                refusal,
                Duration.ZERO,
                Duration.ZERO,
                connections,
                perAddress,
                0,
                0,
                0,
                0,
                0);
    }
}
