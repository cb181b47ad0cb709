package tv.headwater.packager.ts;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntUnaryOperator;
import tv.headwater.packager.cmaf.NalUnits;
import tv.headwater.packager.cmaf.Sample;

/**
 * H.264 and HEVC as byte streams (ITU-T H.264 and H.265, annex B): each access unit begins with a delimiter, and where decoders may
 * start, the parameter sets follow it.
 *
 * @param type reads a NAL unit's type from its first byte
 * @param delimiter of any picture, with start code
 * @param delimiterType of NAL units that the delimiter replaces
 * @param parameterSetTypes which a decoder needs before it starts
 * @param parameterSets of the decoder configuration record
 */
record AnnexB(
        int streamType,
        IntUnaryOperator type,
        ByteBuffer delimiter,
        int delimiterType,
        List<Integer> parameterSetTypes,
        List<ByteBuffer> parameterSets)
        implements ElementaryStream {

    private static final ByteBuffer START_CODE = bytes(0, 0, 0, 1);

    static AnnexB avc(ByteBuffer configuration) {
        return new AnnexB(
                0x1b,
                first -> first & 0x1f,
                bytes(0, 0, 0, 1, 0x09, 0xf0),
                9,
                List.of(7, 8),
                NalUnits.ofAvcConfiguration(configuration));
    }

    static AnnexB hevc(ByteBuffer configuration) {
        return new AnnexB(
                0x24,
                first -> first >> 1 & 0x3f,
                bytes(0, 0, 0, 1, 0x46, 0x01, 0x50),
                35,
                List.of(32, 33, 34),
                NalUnits.ofHevcConfiguration(configuration));
    }

    @Override
    public List<ByteBuffer> accessUnit(Sample sample) {
        var nalUnits = new ArrayList<>(NalUnits.of(sample.payload()));
        nalUnits.removeIf(nalUnit -> !nalUnit.hasRemaining() || type(nalUnit) == delimiterType);
        if (sample.randomAccess() && !hasItsOwnSets(nalUnits)) {
            nalUnits.addAll(0, parameterSets);
        }
        List<ByteBuffer> unit = new ArrayList<>();
        unit.add(delimiter);
        for (var nalUnit : nalUnits) {
            unit.add(START_CODE);
            unit.add(nalUnit);
        }
        return unit;
    }

    private boolean hasItsOwnSets(List<ByteBuffer> nalUnits) {
        return nalUnits.stream().map(this::type).toList().containsAll(parameterSetTypes);
    }

    private int type(ByteBuffer nalUnit) {
        return type.applyAsInt(nalUnit.get(0));
    }

    private static ByteBuffer bytes(int... values) {
        var bytes = ByteBuffer.allocate(values.length);
        for (int value : values) {
            bytes.put((byte) value);
        }
        return bytes.flip().asReadOnlyBuffer();
    }
}
