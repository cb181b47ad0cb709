package tv.headwater.demo;

import static org.bytedeco.ffmpeg.global.avutil.AV_LOG_QUIET;
import static org.bytedeco.ffmpeg.global.avutil.av_log_set_level;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Publishes until SIGTERM, and again after whatever breaks the connection. Environment: {@code HEADWATER_DEMO_URL} such as
 * {@code rtmp://localhost:1935/live}, {@code HEADWATER_DEMO_KEY} the stream key.
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

    public static void main(String... arguments) throws InterruptedException {
        var url = System.getenv("HEADWATER_DEMO_URL");
        var key = System.getenv("HEADWATER_DEMO_KEY");
        if (url == null || key == null) {
            System.err.println("HEADWATER_DEMO_URL and HEADWATER_DEMO_KEY are needed");
            System.exit(2);
        }
        // FFmpeg's own messages may hold the URL, and with it the key.
        av_log_set_level(AV_LOG_QUIET);
        var picture = new TestPicture(url + "/" + key);
        Runtime.getRuntime().addShutdownHook(new Thread(picture::end, "end"));
        picture.run();
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
