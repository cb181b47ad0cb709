package tv.headwater.packager.ts;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import tv.headwater.contract.media.MediaRecord;
import tv.headwater.contract.media.Track;
import tv.headwater.packager.cmaf.Sample;
import tv.headwater.packager.segment.MediaSegment;

/**
 * An MPEG-TS segment (RFC 8216bis 3.1.1) with the video and audio of one msn. Its bytes depend on those segments alone, yet one
 * follows another without a break in any continuity counter: the tables' count is the msn, and each elementary stream fills its
 * packets up to a multiple of sixteen.
 */
public final class TransportStream {

    static final int PMT_PID = 0x1000;
    static final int VIDEO_PID = 0x100;
    static final int AUDIO_PID = 0x101;

    /** Of the clock before the first dts that it is sent with, in ticks. */
    static final long CLOCK_LEAD = MediaRecord.TICKS_PER_SECOND / 10;

    /** Longest time between two clock references (ISO/IEC 13818-1 2.7.2), in ticks. */
    static final long CLOCK_INTERVAL = MediaRecord.TICKS_PER_SECOND / 10;

    /** Silence of more clock references than this is left without. */
    static final int MAX_BRIDGE = 1000;

    private final PacketWriter out;
    private final int clockPid;
    private final Map<Integer, Integer> counters = new HashMap<>();
    private final Map<Integer, Integer> toCome = new HashMap<>();
    private long clock = Long.MIN_VALUE;

    private TransportStream(int clockPid, int capacity) {
        this.clockPid = clockPid;
        this.out = new PacketWriter(capacity);
    }

    /** Why a track is not carried in MPEG-TS; empty where it is. */
    public static Optional<String> refusal(Track track) {
        try {
            ElementaryStream.of(track);
            return Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.of(String.valueOf(e.getMessage()));
        }
    }

    /**
     * Packages segments whose samples are in the clear.
     *
     * @param video null where the stream has none
     * @param audio null likewise; one of both is needed, and both have the same msn
     * @return read-only
     * @throws IllegalArgumentException if a track is not carried ({@link #refusal}), or a sample is none of its codec's
     */
    public static ByteBuffer segment(@Nullable MediaSegment video, @Nullable MediaSegment audio) {
        return segment(video, audio, UnaryOperator.identity(), UnaryOperator.identity());
    }

    /**
     * Packages segments whose samples may be encrypted.
     *
     * @param clearVideo deciphers a sample of video
     * @param clearAudio deciphers a sample of audio
     */
    public static ByteBuffer segment(
            @Nullable MediaSegment video,
            @Nullable MediaSegment audio,
            UnaryOperator<Sample> clearVideo,
            UnaryOperator<Sample> clearAudio) {
        var either = video != null ? video : audio;
        if (either == null) {
            throw new IllegalArgumentException("a segment has video or audio");
        }
        long msn = either.msn();
        if (audio != null && audio.msn() != msn) {
            throw new IllegalArgumentException(
                    "segment " + msn + " of video, but " + audio.msn() + " of audio");
        }
        Map<Integer, Integer> types = new TreeMap<>();
        List<Pes> all = new ArrayList<>();
        if (video != null) {
            var codec = ElementaryStream.of(video.init().track());
            types.put(VIDEO_PID, codec.streamType());
            all.addAll(PesPackets.video(video, codec, clearVideo));
        }
        int clockPid = all.isEmpty() && audio != null ? AUDIO_PID : VIDEO_PID;
        if (audio != null) {
            var codec = ElementaryStream.of(audio.init().track());
            types.put(AUDIO_PID, codec.streamType());
            all.addAll(PesPackets.audio(audio, codec, clearAudio));
        }
        var leading = audio != null && clockPid == AUDIO_PID ? audio : either;
        int media = (video == null ? 0 : video.size()) + (audio == null ? 0 : audio.size());
        var segment = new TransportStream(clockPid, media + media / 8 + 64 * PacketWriter.PACKET);
        segment.out.section(0, (int) msn, ProgramTables.pat());
        segment.out.section(PMT_PID, (int) msn, ProgramTables.pmt(clockPid, types));
        long end = PesPackets.ticks(leading.end(), leading.init().timescale());
        return segment.write(all, end);
    }

    private ByteBuffer write(List<Pes> all, long end) {
        all.sort(Comparator.comparingLong(Pes::dts).thenComparingInt(Pes::pid));
        all.forEach(pes -> toCome.merge(pes.pid(), 1, Integer::sum));
        for (var pes : all) {
            if (pes.pid() == clockPid) {
                bridge(pes.dts());
            }
            write(pes);
        }
        bridge(end);
        return out.written();
    }

    private void write(Pes pes) {
        int pid = pes.pid();
        boolean clocked = pid == clockPid;
        var content = pes.bytes();
        int counter = counters.getOrDefault(pid, 0);
        int packets = PacketWriter.packets(content.remaining(), clocked);
        if (toCome.merge(pid, -1, Integer::sum) == 0) {
            packets += Math.floorMod(-(counter + packets), PacketWriter.COUNTER);
        }
        counters.put(pid, counter + packets);
        if (clocked) {
            clock = pes.dts() - CLOCK_LEAD;
            out.clockedPes(pid, counter, packets, pes, content, clock);
        } else {
            out.pes(pid, counter, packets, content);
        }
    }

    /** Sends the clock alone until it is near enough to what comes at {@code dts}. */
    private void bridge(long dts) {
        long next = dts - CLOCK_LEAD;
        if (clock == Long.MIN_VALUE || next - clock > MAX_BRIDGE * CLOCK_INTERVAL) {
            return;
        }
        while (next - clock > CLOCK_INTERVAL) {
            clock += CLOCK_INTERVAL;
            out.clock(clockPid, counters.getOrDefault(clockPid, 0), clock);
        }
    }
}
