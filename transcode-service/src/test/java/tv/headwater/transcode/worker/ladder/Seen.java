package tv.headwater.transcode.worker.ladder;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tv.headwater.contract.media.AccessUnit;
import tv.headwater.contract.media.Configuration;
import tv.headwater.contract.media.FourCc;
import tv.headwater.contract.media.MediaRecord;
import tv.headwater.contract.media.Track;

/** One rendition as a reader of the log sees it. */
record Seen(List<MediaRecord> records) {

    private static final byte[] START_CODE = {0, 0, 0, 1};

    List<AccessUnit> units() {
        return records.stream()
                .filter(AccessUnit.class::isInstance)
                .map(AccessUnit.class::cast)
                .toList();
    }

    List<Configuration> configurations() {
        return records.stream()
                .filter(Configuration.class::isInstance)
                .map(Configuration.class::cast)
                .toList();
    }

    /** When its pictures are shown, in order. */
    List<Long> pictures() {
        return units().stream().map(AccessUnit::pts).sorted().toList();
    }

    /** What must hold of every rendition, whatever the source. */
    Seen isWellFormed() {
        long sequence = -1;
        long dts = -1;
        @Nullable Configuration place = null;
        for (var record : records) {
            assertThat(record.stamp().sequence()).as("sequence").isGreaterThan(sequence);
            sequence = record.stamp().sequence();
            if (record instanceof Configuration c) {
                dts = c.discontinuity() ? -1 : dts;
                place = c;
            } else if (record instanceof AccessUnit unit) {
                assertThat(place).as("a CONFIG before the first unit").isNotNull();
                assertThat(unit.stamp().segment()).isEqualTo(place.stamp().segment());
                assertThat(unit.stamp().epoch()).isEqualTo(place.stamp().epoch());
                assertThat(unit.dts()).as("dts").isGreaterThan(dts).isLessThanOrEqualTo(unit.pts());
                dts = unit.dts();
            }
        }
        return this;
    }

    /** First pictures of segments, which are those at which decoding can begin, and no others. */
    List<Long> randomAccess() {
        return units().stream().filter(AccessUnit::randomAccess).map(AccessUnit::pts).toList();
    }

    /** Pts of the first picture shown of each segment. */
    List<Long> segmentStarts() {
        List<Long> starts = new ArrayList<>();
        long segment = -1;
        for (var unit : units()) {
            if (unit.stamp().segment() != segment) {
                segment = unit.stamp().segment();
                starts.add(unit.pts());
            }
        }
        return starts;
    }

    /** How many pictures ffmpeg makes of it; it must not complain. */
    int decoded() {
        try {
            var codec = configurations().get(0).config().tracks().get(0).codec();
            var file = Files.createTempFile("seen", codec.equals(FourCc.HVC1) ? ".h265" : ".h264");
            try {
                Files.write(file, annexB());
                return count(file);
            } finally {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static int count(Path file) {
        var lines = Cli.pictures(file);
        assertThat(lines).as("ffmpeg complains").allMatch(line -> line.startsWith("0,"));
        return lines.size();
    }

    byte[] annexB() {
        var out = new ByteArrayOutputStream();
        List<byte[]> parameterSets = List.of();
        for (var record : records) {
            if (record instanceof Configuration c) {
                parameterSets = parameterSets(c.config().tracks().get(0));
            } else if (record instanceof AccessUnit unit) {
                if (unit.randomAccess()) {
                    parameterSets.forEach(set -> write(out, set));
                }
                var payload = unit.payload().duplicate();
                while (payload.hasRemaining()) {
                    write(out, nalUnit(payload, payload.getInt()));
                }
            }
        }
        return out.toByteArray();
    }

    private static void write(ByteArrayOutputStream out, byte[] nalUnit) {
        out.writeBytes(START_CODE);
        out.writeBytes(nalUnit);
    }

    /** A sample that begins with the parameter sets of its track. */
    static ByteBuffer inBand(Track track, ByteBuffer sample) {
        var sets = parameterSets(track);
        int length = sets.stream().mapToInt(set -> 4 + set.length).sum();
        var out = ByteBuffer.allocate(length + sample.remaining());
        sets.forEach(set -> out.putInt(set.length).put(set));
        return out.put(sample).flip();
    }

    private static List<byte[]> parameterSets(Track track) {
        List<byte[]> sets = new ArrayList<>();
        var record = track.decoderConfiguration().duplicate();
        if (track.codec().equals(FourCc.AVC1)) {
            record.position(5);
            for (int i = record.get() & 31; i > 0; i--) {
                sets.add(nalUnit(record, record.getShort()));
            }
            for (int i = record.get(); i > 0; i--) {
                sets.add(nalUnit(record, record.getShort()));
            }
        } else {
            record.position(22);
            for (int arrays = record.get(); arrays > 0; arrays--) {
                record.get();
                for (int i = record.getShort(); i > 0; i--) {
                    sets.add(nalUnit(record, record.getShort()));
                }
            }
        }
        return sets;
    }

    private static byte[] nalUnit(ByteBuffer from, int length) {
        var bytes = new byte[length];
        from.get(bytes);
        return bytes;
    }
}
