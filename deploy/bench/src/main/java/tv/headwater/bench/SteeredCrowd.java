package tv.headwater.bench;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import tv.headwater.contract.id.StreamId;

/**
 * What the gateway sees of many steered viewers: each joins, and asks for a Steering Manifest as often as that says. Their media would
 * come from edges and is left out, since a machine that also serves that has room for too few viewers to measure the gateway by.
 *
 * @param until in {@link System#nanoTime}
 */
record SteeredCrowd(HttpClient http, URI gateway, StreamId streamId, int size, long until) {

    /** Viewers come evenly over so long, or they would ask again all at once. */
    private static final Duration COMING = LiveViewer.STEERING_TTL;

    List<Callable<LiveViewer.Taken>> viewers(long start) {
        List<Callable<LiveViewer.Taken>> viewers = new ArrayList<>();
        for (int i = 0; i < size; i++) {
            long joins = start + COMING.toNanos() * i / size;
            viewers.add(() -> watch(joins));
        }
        return viewers;
    }

    /** What they watch together, in seconds. */
    double viewerSeconds(long start) {
        double each = (until - start) / 1e9;
        return size * (each - COMING.toMillis() / 1e3 / 2);
    }

    private LiveViewer.Taken watch(long joins) throws IOException, InterruptedException {
        var gate = new LiveViewer(http, gateway, gateway, true, streamId, 0, until);
        RealTime.await(joins);
        gate.join();
        long requests = 1;
        for (long at = joins; at < until; at += LiveViewer.STEERING_TTL.toNanos()) {
            RealTime.await(at);
            gate.steer();
            requests++;
        }
        RealTime.await(until);
        return new LiveViewer.Taken(0, requests);
    }
}
