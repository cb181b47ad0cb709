package tv.headwater.demo;

import static org.bytedeco.ffmpeg.global.avutil.AV_PICTURE_TYPE_NONE;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_make_writable;

import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.bytedeco.ffmpeg.avutil.AVFrame;

/** One publication from its first frame to its last: the generators, the encoders, the connection. Run by one thread, once. */
final class Broadcast {

    private static final int SAMPLE_RATE = 48_000;
    private static final int SAMPLES_PER_FRAME = 1024;
    private static final int KEYFRAME_SECONDS = 2;
    private static final long VIDEO_BITRATE = 1_500_000;
    private static final long AUDIO_BITRATE = 96_000;
    private static final long NANOS = 1_000_000_000L;

    private static final int VIDEO = 0;
    private static final int AUDIO = 1;

    private final String url;
    private final Picture picture;
    private final Clock clock;
    private final WallClock wallClock;

    /**
     * @param url {@code rtmp://host/app/key}, or a file's path
     */
    Broadcast(String url, Picture picture, Clock clock) {
        this.url = url;
        this.picture = picture;
        this.clock = clock;
        var scale = Math.max(2, picture.width() / 320 * 2);
        var probe = new WallClock(0, 0, scale);
        this.wallClock =
                new WallClock(
                        even((picture.width() - probe.width()) / 2),
                        even(picture.height() * 3 / 4),
                        scale);
    }

    /** Publishes in real time while {@code goOn}; the end of the stream is sent before this returns. */
    void run(BooleanSupplier goOn) throws FfmpegFailure, InterruptedException {
        try (var pictures =
                        new LavfiSource(
                                "testsrc2=size=%dx%d:rate=%d,format=pix_fmts=yuv420p"
                                        .formatted(
                                                picture.width(),
                                                picture.height(),
                                                picture.frameRate()),
                                "buffersink");
                var tones =
                        new LavfiSource(
                                "sine=frequency=440:beep_factor=4:sample_rate=%d:samples_per_frame=%d"
                                                .formatted(SAMPLE_RATE, SAMPLES_PER_FRAME)
                                        + ",volume=0.4,aformat=sample_fmts=fltp:channel_layouts=stereo",
                                "abuffersink");
                var video =
                        Encoder.video(
                                picture, KEYFRAME_SECONDS * picture.frameRate(), VIDEO_BITRATE);
                var audio = Encoder.audio(SAMPLE_RATE, AUDIO_BITRATE);
                var output = new FlvOutput(url, List.of(video, audio))) {
            var pace = System.nanoTime();
            for (long frames = 0, tonesMade = 0; goOn.getAsBoolean(); ) {
                var videoAt = frames * NANOS / picture.frameRate();
                var audioAt = tonesMade * SAMPLES_PER_FRAME * NANOS / SAMPLE_RATE;
                pace = awaitTurn(pace, Math.min(videoAt, audioAt));
                if (videoAt <= audioAt) {
                    var frame = pictures.next();
                    stampTime(frame);
                    frame.pts(frames++);
                    // The generator calls every frame an I frame, and x264 would take that as an
                    // order.
                    frame.pict_type(AV_PICTURE_TYPE_NONE);
                    video.encode(frame, packet -> output.write(VIDEO, packet));
                } else {
                    var frame = tones.next();
                    frame.pts(tonesMade++ * SAMPLES_PER_FRAME);
                    audio.encode(frame, packet -> output.write(AUDIO, packet));
                }
            }
            video.encode(null, packet -> output.write(VIDEO, packet));
            audio.encode(null, packet -> output.write(AUDIO, packet));
        }
    }

    /** Waits until {@code at} nanoseconds after {@code start}; after a hold-up of over a second the start moves instead of a rush. */
    private static long awaitTurn(long start, long at) throws InterruptedException {
        var ahead = start + at - System.nanoTime();
        if (ahead > 0) {
            Thread.sleep(ahead / 1_000_000, (int) (ahead % 1_000_000));
        }
        return ahead < -NANOS ? start - ahead : start;
    }

    private void stampTime(AVFrame frame) throws FfmpegFailure {
        FfmpegFailure.check(av_frame_make_writable(frame), "draw into a frame");
        int lumaStride = frame.linesize(0);
        int chromaStride = frame.linesize(1);
        long lumaLength = (long) lumaStride * picture.height();
        long chromaLength = (long) chromaStride * picture.height() / 2;
        wallClock.draw(
                Instant.now(clock),
                frame.data(0).capacity(lumaLength).asByteBuffer(),
                lumaStride,
                frame.data(1).capacity(chromaLength).asByteBuffer(),
                frame.data(2).capacity(chromaLength).asByteBuffer(),
                chromaStride);
    }

    private static int even(int value) {
        return value & ~1;
    }
}
