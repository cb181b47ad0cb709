package tv.headwater.e2e.hls;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Serves a {@link SyntheticStream} in real time, with blocking reload, delta updates and hinted parts, until it ends. */
final class SyntheticOrigin implements AutoCloseable {

    private static final int BEGUN = 40 * SyntheticStream.PARTS;
    private static final long HELD_MS = 3000;
    private static final Pattern FILE =
            Pattern.compile(
                    "/live/s/(source|audio)/(?:init-([01])\\.mp4|(\\d+)(?:\\.(\\d+))?\\.m4s)");

    private final SyntheticStream stream;
    private final Fault fault;
    private final int end;
    private final HttpServer server;
    private int position = BEGUN;

    /** What is wrong with an answer. */
    interface Fault {

        Reply on(String target, Reply reply);
    }

    /** An answer. */
    static final class Reply {

        private final int status;
        private final String type;
        private final String caching;
        private final byte[] body;

        Reply(int status, String type, String caching, byte[] body) {
            this.status = status;
            this.type = type;
            this.caching = caching;
            this.body = body;
        }

        int status() {
            return status;
        }

        String text() {
            return new String(body, StandardCharsets.UTF_8);
        }

        byte[] body() {
            return body.clone();
        }

        Reply withStatus(int other) {
            return new Reply(other, type, caching, body);
        }

        Reply withCaching(String other) {
            return new Reply(status, type, other, body);
        }

        Reply withBody(byte[] other) {
            return new Reply(status, type, caching, other);
        }

        Reply withText(String other) {
            return withBody(other.getBytes(StandardCharsets.UTF_8));
        }
    }

    private SyntheticOrigin(SyntheticStream stream, int segments, Fault fault) throws IOException {
        this.stream = stream;
        this.fault = fault;
        this.end = BEGUN + segments * SyntheticStream.PARTS;
        this.server =
                HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", this::answer);
    }

    /**
     * Begins.
     *
     * @param segments how many follow before it ends
     */
    static SyntheticOrigin start(SyntheticStream stream, int segments, Fault fault)
            throws IOException {
        var origin = new SyntheticOrigin(stream, segments, fault);
        origin.server.start();
        Thread.ofVirtual().start(origin::publish);
        return origin;
    }

    URI url() {
        return URI.create(
                "http://127.0.0.1:" + server.getAddress().getPort() + "/live/s/index.m3u8");
    }

    private void publish() {
        long begun = System.nanoTime();
        for (int i = 1; i <= end - BEGUN; i++) {
            long due = begun + TimeUnit.MILLISECONDS.toNanos((long) i * SyntheticStream.PART_MS);
            for (long left = due - System.nanoTime(); left > 0; left = due - System.nanoTime()) {
                LockSupport.parkNanos(left);
            }
            synchronized (this) {
                position++;
                notifyAll();
            }
        }
    }

    /** Waits until so many parts are there, or it has ended. */
    private synchronized boolean await(int wanted) {
        long until = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(HELD_MS);
        while (position < wanted && position < end) {
            long left = TimeUnit.NANOSECONDS.toMillis(until - System.nanoTime());
            if (left <= 0) {
                return false;
            }
            try {
                wait(left);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return false;
            }
        }
        return true;
    }

    private synchronized int position() {
        return position;
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            var uri = exchange.getRequestURI();
            var reply = fault.on(uri.toString(), reply(uri));
            var tag = "\"" + Integer.toHexString(Arrays.hashCode(reply.body)) + "\"";
            var headers = exchange.getResponseHeaders();
            headers.set("Content-Type", reply.type);
            headers.set("Cache-Control", reply.caching);
            headers.set("ETag", tag);
            boolean same = tag.equals(exchange.getRequestHeaders().getFirst("If-None-Match"));
            if (same && reply.status == 200 && !reply.caching.contains("no-transform")) {
                exchange.sendResponseHeaders(304, -1);
            } else {
                exchange.sendResponseHeaders(reply.status, reply.body.length);
                exchange.getResponseBody().write(reply.body);
            }
        }
    }

    private Reply reply(URI uri) {
        var path = uri.getPath();
        if (path.equals("/live/s/index.m3u8")) {
            return text(SyntheticStream.multivariant());
        }
        for (var rendition : SyntheticStream.RENDITIONS) {
            if (path.equals("/live/s/" + rendition + "/index.m3u8")) {
                return playlist(rendition, uri.getQuery());
            }
        }
        var file = FILE.matcher(path);
        if (!file.matches()) {
            return refusal(404);
        }
        if (file.group(2) != null) {
            return media(SyntheticMedia.init());
        }
        int msn = Integer.parseInt(file.group(3));
        return file.group(4) == null
                ? segment(file.group(1), msn)
                : part(file.group(1), msn, Integer.parseInt(file.group(4)));
    }

    private Reply playlist(String rendition, @Nullable String query) {
        if (query != null && stream.lowLatency()) {
            int status = directives(query);
            if (status != 200) {
                return refusal(status);
            }
        }
        int now = position();
        boolean skip = query != null && query.contains("_HLS_skip");
        return text(stream.playlist(rendition, now, now == end, skip));
    }

    /** Waits for what is asked for; the status is 200 when it is there. */
    private int directives(String query) {
        Map<String, String> values = new HashMap<>();
        for (var directive : query.split("&", -1)) {
            values.put(
                    directive.substring(0, directive.indexOf('=')),
                    directive.substring(directive.indexOf('=') + 1));
        }
        int msn = Integer.parseInt(values.getOrDefault("_HLS_msn", "0"));
        boolean refused =
                !values.getOrDefault("_HLS_skip", "YES").equals("YES")
                        || (values.containsKey("_HLS_part") && !values.containsKey("_HLS_msn"))
                        || msn < 0
                        || msn > position() / SyntheticStream.PARTS + 1;
        if (refused) {
            return 400;
        }
        var part = values.get("_HLS_part");
        int wanted =
                part == null
                        ? (msn + 1) * SyntheticStream.PARTS
                        : msn * SyntheticStream.PARTS + Integer.parseInt(part) + 1;
        return !values.containsKey("_HLS_msn") || await(wanted) ? 200 : 503;
    }

    private Reply segment(String rendition, int msn) {
        return (msn + 1) * SyntheticStream.PARTS <= position()
                ? media(SyntheticStream.segment(rendition, msn))
                : refusal(404);
    }

    private Reply part(String rendition, int msn, int part) {
        int wanted = msn * SyntheticStream.PARTS + part + 1;
        boolean hinted = wanted <= position() + 1 && part < SyntheticStream.PARTS;
        return hinted && await(wanted) && wanted <= position()
                ? media(SyntheticStream.part(rendition, msn, part))
                : refusal(404);
    }

    private static Reply text(String text) {
        return new Reply(
                200,
                "application/vnd.apple.mpegurl",
                "public, max-age=1",
                text.getBytes(StandardCharsets.UTF_8));
    }

    private static Reply media(byte[] bytes) {
        return new Reply(200, "video/mp4", "public, max-age=3600, immutable", bytes);
    }

    private static Reply refusal(int status) {
        return new Reply(status, "text/plain", "no-store", new byte[] {'-'});
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
