package tv.headwater.packager.ts;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import tv.headwater.contract.media.MediaRecord;
import tv.headwater.packager.cmaf.FragmentReader;
import tv.headwater.packager.cmaf.Sample;
import tv.headwater.packager.cmaf.TimedSample;
import tv.headwater.packager.segment.MediaSegment;

/** The PES packets of a segment, in decoding order: one for each picture, one for a few frames of audio. */
final class PesPackets {

    /** Most audio in one PES packet, in ticks. */
    static final long AUDIO_GROUP = MediaRecord.TICKS_PER_SECOND / 10;

    private PesPackets() {}

    static List<Pes> video(
            MediaSegment segment, ElementaryStream codec, UnaryOperator<Sample> clear) {
        int timescale = segment.init().timescale();
        List<Pes> packets = new ArrayList<>();
        for (var sample : FragmentReader.samples(segment.bytes())) {
            packets.add(
                    new Pes(
                            TransportStream.VIDEO_PID,
                            ticks(sample.dts(), timescale),
                            ticks(sample.pts(), timescale),
                            sample.sample().randomAccess(),
                            codec.accessUnit(clear.apply(sample.sample()))));
        }
        return packets;
    }

    static List<Pes> audio(
            MediaSegment segment, ElementaryStream codec, UnaryOperator<Sample> clear) {
        int timescale = segment.init().timescale();
        List<Pes> packets = new ArrayList<>();
        List<ByteBuffer> group = new ArrayList<>();
        long start = 0;
        int size = 0;
        for (var sample : FragmentReader.samples(segment.bytes())) {
            var frame = codec.accessUnit(clear.apply(sample.sample()));
            int length = frame.stream().mapToInt(ByteBuffer::remaining).sum();
            if (!group.isEmpty() && !fits(sample, start, timescale, size + length)) {
                packets.add(group(start, group));
                group = new ArrayList<>();
                size = 0;
            }
            if (group.isEmpty()) {
                start = ticks(sample.dts(), timescale);
            }
            group.addAll(frame);
            size += length;
        }
        if (!group.isEmpty()) {
            packets.add(group(start, group));
        }
        return packets;
    }

    private static boolean fits(TimedSample sample, long start, int timescale, int size) {
        return ticks(sample.end(), timescale) - start <= AUDIO_GROUP
                && size <= Pes.MAX_LENGTH - Pes.HEADER_IN_LENGTH;
    }

    private static Pes group(long start, List<ByteBuffer> frames) {
        return new Pes(TransportStream.AUDIO_PID, start, start, true, frames);
    }

    // Split, so that nothing overflows however far the clock has run.
    static long ticks(long units, int timescale) {
        int second = MediaRecord.TICKS_PER_SECOND;
        return units / timescale * second
                + (units % timescale * second + timescale / 2) / timescale;
    }
}
