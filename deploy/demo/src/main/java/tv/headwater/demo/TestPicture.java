package tv.headwater.demo;

import static org.bytedeco.ffmpeg.global.avutil.AV_LOG_QUIET;
import static org.bytedeco.ffmpeg.global.avutil.av_log_set_level;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Publishes until SIGTERM, and again after whatever breaks the connection. Environment: {@code HEADWATER_DEMO_URL} such as
 * {@code rtmp://localhost:1935/live}, and either {@code HEADWATER_DEMO_KEY}, the stream key, or what it takes to find or create a stream:
 * {@code HEADWATER_DEMO_API} such as {@code http://localhost:8080/api/v1}, {@code HEADWATER_DEMO_PASSWORD_FILE} with the admin's password,
 * {@code HEADWATER_DEMO_STREAM_FILE} to keep the stream in.
 */
public final class TestPicture {

    private static final Picture PICTURE = new Picture(1280, 720, 30);
    private static final Duration RETRY_AFTER = Duration.ofSeconds(2);
    private static final Duration END_LIMIT = Duration.ofSeconds(8);

    private final CountDownLatch stop = new CountDownLatch(1);
    private final CountDownLatch ended = new CountDownLatch(1);
    private final Broadcast broadcast;

    private TestPicture(String url) {
        this.broadcast = new Broadcast(url, PICTURE, Clock.systemUTC());
    }

    public static void main(String... arguments) throws IOException, InterruptedException {
        var url = needed("HEADWATER_DEMO_URL");
        var key = System.getenv("HEADWATER_DEMO_KEY");
        if (key == null) {
            var stream =
                    new DemoStreams(
                                    Path.of(needed("HEADWATER_DEMO_STREAM_FILE")),
                                    needed("HEADWATER_DEMO_API"),
                                    Files.readString(
                                                    Path.of(needed("HEADWATER_DEMO_PASSWORD_FILE")))
                                            .strip())
                            .getOrCreate();
            say("the stream is " + stream.id());
            key = stream.key().value();
        }
        // FFmpeg's own messages may hold the URL, and with it the key.
        av_log_set_level(AV_LOG_QUIET);
        var picture = new TestPicture(url + "/" + key);
        Runtime.getRuntime().addShutdownHook(new Thread(picture::end, "end"));
        picture.run();
    }

    private static String needed(String variable) throws IOException {
        var value = System.getenv(variable);
        if (value == null) {
            throw new IOException(variable + " is not in the environment");
        }
        return value;
    }

    private void run() throws InterruptedException {
        try {
            do {
                try {
                    say("publishing");
                    broadcast.run(() -> stop.getCount() > 0);
                    say("closed: told to stop");
                } catch (FfmpegFailure e) {
                    say("closed: " + e.getMessage());
                }
            } while (!stop.await(RETRY_AFTER.toMillis(), TimeUnit.MILLISECONDS));
        } finally {
            ended.countDown();
        }
    }

    /** The publication's own end is worth waiting for: with it the stream goes idle at once. */
    private void end() {
        stop.countDown();
        try {
            ended.await(END_LIMIT.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void say(String what) {
        System.out.println(Instant.now() + " " + what);
    }
}
