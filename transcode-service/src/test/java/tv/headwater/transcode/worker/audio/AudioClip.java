package tv.headwater.transcode.worker.audio;

import static org.bytedeco.ffmpeg.global.avcodec.AV_CODEC_FLAG_GLOBAL_HEADER;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_alloc;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_free;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_unref;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_alloc_context3;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_find_encoder_by_name;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_free_context;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_open2;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_receive_packet;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_send_frame;
import static org.bytedeco.ffmpeg.global.avutil.AV_SAMPLE_FMT_FLT;
import static org.bytedeco.ffmpeg.global.avutil.AV_SAMPLE_FMT_FLTP;
import static org.bytedeco.ffmpeg.global.avutil.av_channel_layout_default;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_alloc;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_free;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_get_buffer;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_make_writable;
import static org.bytedeco.ffmpeg.global.avutil.av_make_q;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.bytedeco.ffmpeg.avcodec.AVCodecContext;
import org.bytedeco.ffmpeg.avutil.AVDictionary;
import org.bytedeco.javacpp.FloatPointer;
import tv.headwater.contract.TestMedia;
import tv.headwater.contract.media.AccessUnit;
import tv.headwater.contract.media.FourCc;
import tv.headwater.contract.media.Track;
import tv.headwater.transcode.worker.ffmpeg.Ffmpeg;

/** Bursts of noise and tones, never the same twice, as an encoder makes frames of them. */
final class AudioClip {

    private final Track.Audio track;
    private final List<AccessUnit> units;
    private final float[] signal;
    private final int delay;

    private AudioClip(Track.Audio track, List<AccessUnit> units, float[] signal, int delay) {
        this.track = track;
        this.units = List.copyOf(units);
        this.signal = signal;
        this.delay = delay;
    }

    Track.Audio track() {
        return track;
    }

    List<AccessUnit> units() {
        return units;
    }

    /** The samples at the track's rate, of every channel the same. */
    float[] signal() {
        return signal;
    }

    /** How many samples of a decoder's output come before the first of the signal. */
    int delay() {
        return delay;
    }

    /** 20 ms a frame. */
    static AudioClip opus(double seconds, int channels, long firstPts) {
        return encode(
                "libopus", FourCc.OPUS, AV_SAMPLE_FMT_FLT, 48_000, channels, seconds, firstPts);
    }

    static AudioClip aac(double seconds, int sampleRate, int channels, long firstPts) {
        return encode(
                "aac", FourCc.MP4A, AV_SAMPLE_FMT_FLTP, sampleRate, channels, seconds, firstPts);
    }

    /** The same, but each unit's pts is another. */
    AudioClip withPts(List<Long> pts) {
        List<AccessUnit> moved = new ArrayList<>();
        for (int i = 0; i < units.size(); i++) {
            moved.add(unit(track.codec(), pts.get(i), units.get(i).payload()));
        }
        return new AudioClip(track, moved, signal, delay);
    }

    static AccessUnit unit(FourCc codec, long pts, ByteBuffer payload) {
        return new AccessUnit(TestMedia.stamp(1, 0, 0), 2, codec, true, pts, pts, payload);
    }

    static float[] signal(double seconds, int sampleRate) {
        var signal = new float[(int) (seconds * sampleRate)];
        var random = new Random(42);
        double phase = 0;
        double frequency = 300;
        double loudness = 0;
        for (int i = 0; i < signal.length; i++) {
            if (i % (sampleRate / 20) == 0) {
                frequency = 200 + random.nextDouble() * 2500;
                loudness = 0.1 + random.nextDouble() * 0.5;
            }
            phase += 2 * Math.PI * frequency / sampleRate;
            signal[i] =
                    (float) (loudness * (0.7 * Math.sin(phase) + 0.3 * random.nextGaussian() / 3));
        }
        return signal;
    }

    private static AudioClip encode(
            String encoder,
            FourCc fourCc,
            int format,
            int sampleRate,
            int channels,
            double seconds,
            long firstPts) {
        var signal = signal(seconds, sampleRate);
        var codec = avcodec_find_encoder_by_name(encoder);
        var context = avcodec_alloc_context3(codec).sample_fmt(format).sample_rate(sampleRate);
        av_channel_layout_default(context.ch_layout(), channels);
        context.bit_rate(96_000L * channels).time_base(av_make_q(1, sampleRate));
        context.flags(context.flags() | AV_CODEC_FLAG_GLOBAL_HEADER);
        Ffmpeg.check(avcodec_open2(context, codec, (AVDictionary) null), encoder);
        int frameSize = context.frame_size();
        var frame = av_frame_alloc().format(format).sample_rate(sampleRate).nb_samples(frameSize);
        av_channel_layout_default(frame.ch_layout(), channels);
        Ffmpeg.check(av_frame_get_buffer(frame, 0), encoder);
        List<AccessUnit> units = new ArrayList<>();
        boolean isPlanar = format == AV_SAMPLE_FMT_FLTP;
        for (int at = 0; at + frameSize <= signal.length; at += frameSize) {
            av_frame_make_writable(frame);
            for (int channel = 0; channel < (isPlanar ? channels : 1); channel++) {
                var samples = new FloatPointer(frame.data(channel));
                for (int i = 0; i < frameSize; i++) {
                    for (int copy = 0; copy < (isPlanar ? 1 : channels); copy++) {
                        samples.put((long) i * (isPlanar ? 1 : channels) + copy, signal[at + i]);
                    }
                }
            }
            frame.pts(at);
            Ffmpeg.check(avcodec_send_frame(context, frame), encoder);
            receive(context, fourCc, frameSize, sampleRate, firstPts, units);
        }
        var track =
                new Track.Audio(
                        2, fourCc, sampleRate, channels, frameSize, configuration(context, fourCc));
        int delay = context.initial_padding();
        av_frame_free(frame);
        avcodec_free_context(context);
        return new AudioClip(track, units, signal, delay);
    }

    private static void receive(
            AVCodecContext context,
            FourCc fourCc,
            int frameSize,
            int sampleRate,
            long firstPts,
            List<AccessUnit> units) {
        var packet = av_packet_alloc();
        while (avcodec_receive_packet(context, packet) >= 0) {
            var payload = new byte[packet.size()];
            packet.data().get(payload);
            long pts = firstPts + Math.round(units.size() * frameSize * 90_000.0 / sampleRate);
            units.add(unit(fourCc, pts, ByteBuffer.wrap(payload)));
            av_packet_unref(packet);
        }
        av_packet_free(packet);
    }

    private static ByteBuffer configuration(AVCodecContext context, FourCc fourCc) {
        var extradata = new byte[context.extradata_size()];
        context.extradata().get(extradata);
        if (!fourCc.equals(FourCc.OPUS)) {
            return ByteBuffer.wrap(extradata);
        }
        var head = ByteBuffer.wrap(extradata).order(ByteOrder.LITTLE_ENDIAN);
        var dOps = ByteBuffer.allocate(extradata.length - 8);
        dOps.put((byte) 0).put(head.get(9)).putShort(head.getShort(10)).putInt(head.getInt(12));
        dOps.putShort(head.getShort(16)).put(head.get(18));
        return dOps.flip();
    }
}
