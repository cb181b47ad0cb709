package tv.headwater.packager.cmaf;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;
import tv.headwater.contract.media.FourCc;
import tv.headwater.contract.media.MediaRecord;
import tv.headwater.contract.media.Track;

/** The CMAF header of a track: {@code ftyp} and {@code moov} without samples. */
public final class InitSegmentBoxes {

    private static final int[] UNITY_MATRIX = {0x10000, 0, 0, 0, 0x10000, 0, 0, 0, 0x40000000};
    private static final int UNDETERMINED_LANGUAGE = 0x55c4;

    private InitSegmentBoxes() {}

    /** Units per second of the track's times: ticks for video, samples for audio. */
    public static int timescale(Track track) {
        return switch (track) {
            case Track.Video _ -> MediaRecord.TICKS_PER_SECOND;
            case Track.Audio audio -> audio.sampleRate();
        };
    }

    /**
     * @throws IllegalArgumentException if the codec has no sample entry here
     */
    public static ByteBuffer write(Track track) {
        return write(track, null);
    }

    /**
     * @param encryption null where the samples are in the clear
     * @throws IllegalArgumentException if the codec has no sample entry here
     */
    public static ByteBuffer write(Track track, @Nullable TrackEncryption encryption) {
        var out = new BoxWriter(1024);
        out.box(
                "ftyp",
                () -> {
                    out.ascii("iso6").u32(0).ascii("iso6").ascii("cmf2").ascii("mp41");
                    // Its binding asks for a brand of its own; the others' do not.
                    if (track.codec().equals(FourCc.AV01)) {
                        out.ascii("av01");
                    }
                    if (encryption != null) {
                        out.ascii(TrackEncryption.SCHEME);
                    }
                });
        out.box(
                "moov",
                () -> {
                    mvhd(out, timescale(track));
                    out.box(
                            "trak",
                            () -> {
                                tkhd(out, track);
                                out.box("mdia", () -> mdia(out, track, encryption));
                            });
                    out.box("mvex", () -> trex(out, track));
                    if (encryption != null) {
                        encryption.pssh(out);
                    }
                });
        return out.written();
    }

    private static void mvhd(BoxWriter out, int timescale) {
        out.fullBox(
                "mvhd",
                0,
                0,
                () -> {
                    out.u32(0).u32(0).u32(timescale).u32(0);
                    out.u32(0x00010000).u16(0x0100).zeros(10);
                    matrix(out);
                    out.zeros(24).u32(Fragment.TRACK_ID + 1);
                });
    }

    private static void tkhd(BoxWriter out, Track track) {
        int enabledInMovie = 3;
        out.fullBox(
                "tkhd",
                0,
                enabledInMovie,
                () -> {
                    out.u32(0).u32(0).u32(Fragment.TRACK_ID).u32(0).u32(0);
                    out.zeros(8).u16(0).u16(0).u16(track instanceof Track.Audio ? 0x0100 : 0);
                    out.u16(0);
                    matrix(out);
                    switch (track) {
                        case Track.Video video ->
                                out.u32((long) video.width() << 16)
                                        .u32((long) video.height() << 16);
                        case Track.Audio _ -> out.u32(0).u32(0);
                    }
                });
    }

    private static void matrix(BoxWriter out) {
        for (int value : UNITY_MATRIX) {
            out.u32(value);
        }
    }

    private static void mdia(BoxWriter out, Track track, @Nullable TrackEncryption encryption) {
        boolean video = track instanceof Track.Video;
        out.fullBox(
                "mdhd",
                0,
                0,
                () ->
                        out.u32(0)
                                .u32(0)
                                .u32(timescale(track))
                                .u32(0)
                                .u16(UNDETERMINED_LANGUAGE)
                                .u16(0));
        out.fullBox(
                "hdlr",
                0,
                0,
                () ->
                        out.u32(0)
                                .ascii(video ? "vide" : "soun")
                                .zeros(12)
                                .ascii(video ? "Video" : "Sound")
                                .u8(0));
        out.box(
                "minf",
                () -> {
                    if (video) {
                        out.fullBox("vmhd", 0, 1, () -> out.zeros(8));
                    } else {
                        out.fullBox("smhd", 0, 0, () -> out.zeros(4));
                    }
                    out.box("dinf", () -> dref(out));
                    out.box("stbl", () -> stbl(out, track, encryption));
                });
    }

    private static void dref(BoxWriter out) {
        int selfContained = 1;
        out.fullBox(
                "dref",
                0,
                0,
                () -> {
                    out.u32(1);
                    out.fullBox("url ", 0, selfContained, () -> {});
                });
    }

    private static void stbl(BoxWriter out, Track track, @Nullable TrackEncryption encryption) {
        out.fullBox(
                "stsd",
                0,
                0,
                () -> {
                    out.u32(1);
                    SampleEntry.write(out, track, encryption);
                });
        out.fullBox("stts", 0, 0, () -> out.u32(0));
        out.fullBox("stsc", 0, 0, () -> out.u32(0));
        out.fullBox("stsz", 0, 0, () -> out.u32(0).u32(0));
        out.fullBox("stco", 0, 0, () -> out.u32(0));
    }

    private static void trex(BoxWriter out, Track track) {
        long flags = track instanceof Track.Audio ? Fragment.SYNC : 0;
        out.fullBox("trex", 0, 0, () -> out.u32(Fragment.TRACK_ID).u32(1).u32(0).u32(0).u32(flags));
    }
}
