package tv.headwater.packager.ts;

import java.nio.ByteBuffer;
import java.util.Map;

/** Sections of the PAT and the PMT (ISO/IEC 13818-1 2.4.4), with their CRC. */
final class ProgramTables {

    private static final int PROGRAM = 1;
    private static final int TRANSPORT_STREAM = 1;
    private static final int POLYNOMIAL = 0x04c11db7;
    private static final int RESERVED_3 = 0xe000;
    private static final int RESERVED_4 = 0xf000;
    private static final int SYNTAX = 0xb000;
    private static final int VERSION_AND_CURRENT = 0xc1;

    private ProgramTables() {}

    static byte[] pat() {
        var body = ByteBuffer.allocate(4).putShort((short) PROGRAM);
        body.putShort((short) (RESERVED_3 | TransportStream.PMT_PID));
        return section(0x00, TRANSPORT_STREAM, 0, body.array());
    }

    /** @param streamTypes by PID */
    static byte[] pmt(int clockPid, Map<Integer, Integer> streamTypes) {
        var body = ByteBuffer.allocate(4 + 5 * streamTypes.size());
        body.putShort((short) (RESERVED_3 | clockPid)).putShort((short) RESERVED_4);
        streamTypes.forEach((pid, type) ->
                body.put(type.byteValue())
                        .putShort((short) (RESERVED_3 | pid))
                        .putShort((short) RESERVED_4));
        // Each segment is made alone: its content must tell the table's version.
        return section(0x02, PROGRAM, crc(body.array(), body.limit()) & 0x1f, body.array());
    }

    private static byte[] section(int table, int id, int version, byte[] body) {
        int length = 5 + body.length + 4;
        var section = ByteBuffer.allocate(3 + length);
        section.put((byte) table).putShort((short) (SYNTAX | length)).putShort((short) id);
        section.put((byte) (VERSION_AND_CURRENT | version << 1)).put((byte) 0).put((byte) 0);
        section.put(body);
        section.putInt(crc(section.array(), section.position()));
        return section.array();
    }

    /** CRC-32 as annex A has it: not reflected, not inverted at its end. */
    static int crc(byte[] bytes, int length) {
        int crc = -1;
        for (int i = 0; i < length; i++) {
            crc ^= bytes[i] << 24;
            for (int bit = 0; bit < 8; bit++) {
                crc = crc < 0 ? crc << 1 ^ POLYNOMIAL : crc << 1;
            }
        }
        return crc;
    }
}
