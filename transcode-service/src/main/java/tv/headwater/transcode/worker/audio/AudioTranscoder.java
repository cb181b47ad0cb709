package tv.headwater.transcode.worker.audio;

import java.nio.ByteBuffer;
import java.util.function.Consumer;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.jspecify.annotations.Nullable;
import tv.headwater.contract.media.AccessUnit;
import tv.headwater.contract.media.FourCc;
import tv.headwater.contract.media.MediaRecord;
import tv.headwater.contract.media.Track;

/**
 * Transcodes one audio track, from one discontinuity to the next, to AAC-LC, 48 kHz, stereo.
 *
 * <p>A frame's place in time depends on nothing but the source's timestamps: frames begin at multiples of 1024 samples from pts 0.
 * So whoever takes over makes the very frames that are missing. Used and closed by one thread.
 */
public final class AudioTranscoder implements AutoCloseable {

    public static final int SAMPLE_RATE = 48_000;
    public static final int CHANNELS = 2;
    public static final int TICKS_PER_FRAME =
            AacEncoder.FRAME * MediaRecord.TICKS_PER_SECOND / SAMPLE_RATE;

    /** A longer gap is left as it is. */
    static final long MAX_SILENCE = 10L * SAMPLE_RATE;

    /** Frames encoded before the first that is given out, so that it sounds as if there had been no interruption. */
    private static final int RUN_UP = 2;

    private final Consumer<AacUnit> out;
    private final AudioDecoder decoder;
    private final SampleGrid grid = new SampleGrid();
    private final ByteBuffer configuration;
    private long newestPts;
    private long firstPts;
    private boolean isLoss;
    private long errors;
    private @Nullable AacEncoder encoder;

    /**
     * @param resumeAfterPts pts of the newest frame that is there already, −1 if none is: what follows it is given out
     * @throws tv.headwater.transcode.worker.ffmpeg.FfmpegException if the source's codec is neither Opus nor AAC, or its configuration is
     *     no good
     */
    public AudioTranscoder(Track.Audio source, long resumeAfterPts, Consumer<AacUnit> out) {
        this.out = out;
        this.newestPts = resumeAfterPts;
        try (var example = new AacEncoder(0, unit -> {})) {
            this.configuration = example.configuration();
        }
        this.decoder = new AudioDecoder(source);
    }

    /** The track that the frames make. */
    public Track.Audio track(int id) {
        return new Track.Audio(
                id, FourCc.MP4A, SAMPLE_RATE, CHANNELS, AacEncoder.FRAME, configuration);
    }

    /** Takes a frame of the source in, and gives out what is ready. One that cannot be decoded becomes silence. */
    public void add(AccessUnit unit) {
        long start = Math.round((double) unit.pts() * SAMPLE_RATE / MediaRecord.TICKS_PER_SECOND);
        if (!decoder.decode(unit.payload(), (samples, before) -> put(samples, start - before))) {
            isLoss = true;
            errors++;
        }
    }

    private void put(AVFrame samples, long start) {
        if (encoder != null && start - grid.next() > MAX_SILENCE) {
            flush();
        }
        int count = samples.nb_samples();
        if (encoder == null) {
            begin(start, count, samples);
            return;
        }
        write(encoder, grid.place(start, count, isLoss), samples);
        isLoss = false;
    }

    /** Begins with the first samples that matter, which are placed exactly. */
    private void begin(long start, int count, AVFrame samples) {
        long frame = Math.floorDiv(start, AacEncoder.FRAME);
        long resumed = newestPts < 0 ? frame : newestPts / TICKS_PER_FRAME + 1;
        boolean goesOn = newestPts >= 0 && start - resumed * AacEncoder.FRAME <= MAX_SILENCE;
        long first = (goesOn ? resumed - RUN_UP : frame) * AacEncoder.FRAME;
        if (start + count <= first) {
            return;
        }
        firstPts = (goesOn ? resumed : frame) * TICKS_PER_FRAME;
        var begun = new AacEncoder(first, this::give);
        encoder = begun;
        write(begun, grid.begin(first, start, count), samples);
    }

    private static void write(AacEncoder to, SampleGrid.Placement placement, AVFrame samples) {
        to.silence(placement.silence());
        to.samples(samples, placement.skip());
    }

    private void give(AacUnit unit) {
        if (unit.pts() >= firstPts) {
            newestPts = unit.pts();
            out.accept(unit);
        }
    }

    /** Fills the last frame with silence and gives everything out. What is added after that begins anew. */
    public void flush() {
        if (encoder != null) {
            encoder.flush();
            encoder.close();
            encoder = null;
        }
    }

    /** Frames of the source so far that could not be decoded. */
    public long errors() {
        return errors;
    }

    @Override
    public void close() {
        if (encoder != null) {
            encoder.close();
        }
        decoder.close();
    }
}
