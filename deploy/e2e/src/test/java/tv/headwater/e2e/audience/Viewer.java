package tv.headwater.e2e.audience;

import java.io.EOFException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import tv.headwater.e2e.audience.Pathways.Advice;
import tv.headwater.e2e.audience.Pathways.Pathway;
import tv.headwater.e2e.audience.PlaylistTip.ListedPart;
import tv.headwater.e2e.media.Hls;

/**
 * A player of low-latency HLS that watches the video of a stream: it asks a gateway where to go, follows the playlist there by
 * blocking reloads, takes every new part, asks again for the Steering Manifest as often as that says, and goes elsewhere when
 * anything fails, where it goes on with the same part. Of the gateways it asks the next when one does not answer.
 */
final class Viewer {

    /** Above PART-HOLD-BACK: players sit 1.4 to 2.2 s behind live. */
    private static final Duration MARGIN = Duration.ofMillis(1_500);

    private static final Duration CONNECT = Duration.ofSeconds(1);

    /** For a part, or a playlist that may be held until there is one. */
    private static final Duration ANSWER = Duration.ofSeconds(4);

    /** Between a failure and the next request. */
    private static final Duration PAUSE = Duration.ofMillis(100);

    private final int number;
    private final List<URI> gateways;
    private final String path;
    private final Ledger ledger;
    private final Thread player = Thread.ofVirtual().unstarted(this::play);
    private final Thread steered = Thread.ofVirtual().unstarted(this::steer);
    private volatile boolean leaving;
    private volatile @Nullable Pathways pathways;
    private volatile @Nullable Playhead playhead;
    private volatile @Nullable String cookie;

    // Of the player's thread alone.
    private @Nullable Connection connection;
    private @Nullable PlaylistTip tip;
    private @Nullable Position last;

    Viewer(int number, List<URI> gateways, String streamId, Ledger ledger) {
        this.number = number;
        this.gateways = List.copyOf(gateways);
        this.path = "/live/" + streamId + "/index.m3u8";
        this.ledger = ledger;
    }

    void start() {
        player.start();
    }

    private void play() {
        try {
            while (!leaving && pathways == null) {
                join();
            }
            if (!leaving) {
                steered.start();
            }
            while (!leaving) {
                watch();
            }
        } catch (RuntimeException e) {
            ledger.breach(this + " ended: " + e);
        } finally {
            disconnect();
        }
    }

    private void join() {
        try {
            var answer = fromGateways(path, ANSWER);
            pathways = Pathways.of(gateways.getFirst(), answer.body(), Hls.VIDEO);
            cookie = answer.setCookie();
        } catch (IOException e) {
            failed("joining", e);
        }
    }

    /** The answer of the first of the gateways that has one, this viewer's own first. */
    private Connection.Answer fromGateways(String target, Duration within) throws IOException {
        var failure = new IOException("no gateway");
        for (int i = 0; i < gateways.size() && !leaving; i++) {
            var gateway = gateways.get((number + i) % gateways.size());
            try (var asked = Connection.open(gateway, CONNECT)) {
                return found(asked.get(target, cookie, within));
            } catch (IOException e) {
                failure = e;
                ledger.failed("gateway: " + kind(e));
            }
        }
        throw failure;
    }

    private static Connection.Answer found(Connection.Answer answer) throws IOException {
        if (answer.status() != 200) {
            throw new Refused(answer.status());
        }
        return answer;
    }

    private void steer() {
        while (!leaving) {
            var asked = watched();
            var now = asked.current();
            var ttl = MARGIN;
            try {
                // One name stands for all gateways, as a load balancer's does.
                var path = URI.create(asked.serverUri()).getRawPath();
                var target = path + "?_HLS_pathway=%22" + now.id() + "%22";
                var advice = Advice.parse(fromGateways(target, ANSWER).body());
                asked.follow(advice, System.nanoTime());
                ttl = advice.ttl();
            } catch (IOException e) {
                if (!leaving) {
                    ledger.failed("steering: " + kind(e));
                }
            }
            rest(ttl);
        }
    }

    private void watch() {
        var pathway = watched().current();
        try {
            var now = PlaylistTip.parse(get(pathway, reload(pathway)));
            if (last == null) {
                begin(now);
            } else {
                take(pathway, now);
            }
            tip = now;
        } catch (IOException e) {
            failed("edge", e);
            watched().failed(pathway, System.nanoTime());
        }
    }

    private String reload(Pathway pathway) {
        var target = pathway.playlist().getRawPath();
        return tip == null
                ? target
                : target
                        + "?_HLS_msn="
                        + tip.next().msn()
                        + "&_HLS_part="
                        + tip.next().part()
                        + (tip.hasDeltas() ? "&_HLS_skip=YES" : "");
    }

    /** Plays from the end of the first playlist on, as one who has some of what comes before. */
    private void begin(PlaylistTip first) {
        last = first.parts().getLast().position();
        playhead = new Playhead(System.nanoTime(), first.holdBack().plus(MARGIN));
    }

    private void take(Pathway pathway, PlaylistTip now) throws IOException {
        for (var part : unseen(now)) {
            var body = get(pathway, pathway.playlist().resolve(part.uri()).getRawPath());
            if (body.length == 0) {
                throw new IOException("an empty part");
            }
            ledger.took(part, body);
            last = part.position();
            playing().arrived(System.nanoTime(), part.duration());
        }
    }

    /** The parts after the last one: a segment's next, or the next segment's first where that was its last. */
    private List<ListedPart> unseen(PlaylistTip now) throws IOException {
        var positions = now.parts().stream().map(ListedPart::position).toList();
        int at = positions.indexOf(last);
        if (positions.getLast().compareTo(last) <= 0) {
            throw new IOException("a playlist without the part that was asked for");
        }
        if (at < 0 || !areContinuous(positions.subList(at, positions.size()))) {
            ledger.breach(this + " misses something between part " + last + " and " + positions);
        }
        return now.parts().subList(at + 1, now.parts().size());
    }

    private static boolean areContinuous(List<Position> positions) {
        return IntStream.range(1, positions.size())
                .allMatch(i -> positions.get(i).msn() <= positions.get(i - 1).msn() + 1);
    }

    private byte[] get(Pathway pathway, String target) throws IOException {
        if (connection != null && !connection.isTo(pathway.server())) {
            disconnect();
        }
        if (connection == null) {
            connection = Connection.open(pathway.server(), CONNECT);
        }
        var answer = connection.get(target, cookie, ANSWER);
        if (cookie == null) {
            cookie = answer.setCookie();
        }
        return found(answer).body();
    }

    private void failed(String what, IOException e) {
        disconnect();
        if (!leaving) {
            ledger.failed(what + ": " + kind(e));
            rest(PAUSE);
        }
    }

    private void disconnect() {
        if (connection != null) {
            connection.close();
            connection = null;
        }
    }

    private void rest(Duration time) {
        long end = System.nanoTime() + time.toNanos();
        for (long left = time.toNanos(); left > 0 && !leaving; left = end - System.nanoTime()) {
            LockSupport.parkNanos(left);
        }
    }

    private static String kind(IOException e) {
        return switch (e) {
            case ConnectException _ -> "connection refused";
            case SocketTimeoutException _ -> "no answer in time";
            case EOFException _ -> "connection closed";
            case SocketException _ -> "connection reset";
            default -> e.getMessage();
        };
    }

    private Pathways watched() {
        if (pathways == null) {
            throw new IllegalStateException("nothing is watched yet");
        }
        return pathways;
    }

    private Playhead playing() {
        if (playhead == null) {
            throw new IllegalStateException("nothing is played yet");
        }
        return playhead;
    }

    /** Whether it plays. */
    boolean isPlaying() {
        return playhead != null;
    }

    /** The id of the Pathway it is on. */
    String pathway() {
        return watched().current().id();
    }

    /** How often it left one Pathway for another. */
    int moves() {
        return watched().moves();
    }

    /** For how long it has waited for parts in all. */
    Duration stalled() {
        return playing().stalled(System.nanoTime());
    }

    /** The longest time it went without any new part. */
    Duration longestSilence() {
        return playing().longestSilence(System.nanoTime());
    }

    /** How much media it got since it began. */
    Duration received() {
        return playing().received();
    }

    /** Asks for nothing more; what is under way is given up. */
    void leave() {
        leaving = true;
        // Interrupts close what a virtual thread reads from.
        player.interrupt();
        steered.interrupt();
    }

    /** Waits until it asks for nothing more. */
    void awaitGone() throws InterruptedException {
        player.join();
        steered.join();
    }

    @Override
    public String toString() {
        return "viewer " + number;
    }

    /** A server answered otherwise than with 200. */
    private static final class Refused extends IOException {

        Refused(int status) {
            super("status " + status);
        }
    }
}
