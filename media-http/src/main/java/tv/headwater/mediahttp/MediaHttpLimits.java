package tv.headwater.mediahttp;

import java.time.Duration;

/**
 * What a {@link MediaServer} allows its peers. Zero or null stands for the default.
 *
 * @param maxConnections open at once; one more is told 503 and closed. 20,000
 * @param maxRequestLine in bytes, 414 beyond. 4,096
 * @param maxHeaders in bytes, all header lines together, 431 beyond. 8,192
 * @param headerTimeout from a request's first byte, or a connection's opening, to its last header. 10 s
 * @param idleTimeout between requests of a connection. 60 s
 * @param answerTimeout for finding what a request names, 503 beyond. 60 s
 * @param writeTimeout for a peer to take each {@link #SLICE} of a body. 10 s
 * @param drainTimeout for answers under way when the server closes. 3 s
 * @param maxHeld blocking reloads and hinted parts that wait at once, 503 beyond. 20,000
 * @param maxHeldPerAddress of one address; viewers behind one proxy share theirs. 4,000
 * @param ioThreads event loops; the number of processors
 */
public record MediaHttpLimits(
        int maxConnections,
        int maxRequestLine,
        int maxHeaders,
        Duration headerTimeout,
        Duration idleTimeout,
        Duration answerTimeout,
        Duration writeTimeout,
        Duration drainTimeout,
        int maxHeld,
        int maxHeldPerAddress,
        int ioThreads) {

    /** Bytes of a body that are given to the socket at a time. */
    public static final int SLICE = 64 * 1024;

    /**
     * @throws IllegalArgumentException if a limit is negative
     */
    public MediaHttpLimits {
        maxConnections = positive("max-connections", maxConnections, 20_000);
        maxRequestLine = positive("max-request-line", maxRequestLine, 4_096);
        maxHeaders = positive("max-headers", maxHeaders, 8_192);
        headerTimeout = positive("header-timeout", headerTimeout, Duration.ofSeconds(10));
        idleTimeout = positive("idle-timeout", idleTimeout, Duration.ofSeconds(60));
        answerTimeout = positive("answer-timeout", answerTimeout, Duration.ofSeconds(60));
        writeTimeout = positive("write-timeout", writeTimeout, Duration.ofSeconds(10));
        drainTimeout = positive("drain-timeout", drainTimeout, Duration.ofSeconds(3));
        maxHeld = positive("max-held", maxHeld, 20_000);
        maxHeldPerAddress = positive("max-held-per-address", maxHeldPerAddress, 4_000);
        ioThreads = positive("io-threads", ioThreads, Runtime.getRuntime().availableProcessors());
    }

    public static MediaHttpLimits defaults() {
        var standard = Duration.ZERO;
        return new MediaHttpLimits(
                0, 0, 0, standard, standard, standard, standard, standard, 0, 0, 0);
    }

    private static int positive(String name, int value, int standard) {
        if (value < 0) {
            throw new IllegalArgumentException(name + " " + value + " is negative");
        }
        return value == 0 ? standard : value;
    }

    private static Duration positive(String name, Duration value, Duration standard) {
        if (value == null || value.isZero()) {
            return standard;
        }
        if (value.isNegative()) {
            throw new IllegalArgumentException(name + " " + value + " is negative");
        }
        return value;
    }
}
