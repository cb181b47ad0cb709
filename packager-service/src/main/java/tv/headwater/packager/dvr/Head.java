package tv.headwater.packager.dvr;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;
import tv.headwater.contract.media.Track;
import tv.headwater.packager.crypt.KeyReference;
import tv.headwater.packager.segment.InitSegment;
import tv.headwater.packager.segment.Origin;

/** What a record says of its payload. */
sealed interface Head {

    /** Bytes of the payload. */
    int length();

    /** CRC32C of the payload. */
    int crc();

    /** Of an {@link InitSegment}; its components are named alike. */
    record Init(
            long id,
            long number,
            Origin origin,
            Track track,
            int timescale,
            String codecs,
            long partTarget,
            @Nullable KeyReference key,
            int length,
            int crc)
            implements Head {

        static Init of(InitSegment init) {
            return new Init(
                    init.id(),
                    init.number(),
                    init.origin(),
                    init.track(),
                    init.timescale(),
                    init.codecs(),
                    init.partTarget(),
                    init.key(),
                    init.bytes().remaining(),
                    crcOf(init.bytes()));
        }

        InitSegment with(ByteBuffer payload) {
            return new InitSegment(
                    number,
                    origin,
                    id,
                    track,
                    timescale,
                    codecs,
                    partTarget,
                    payload.asReadOnlyBuffer(),
                    key);
        }
    }

    /** Of a {@link StoredSegment}; its components are named alike. */
    record Media(
            long msn,
            long initId,
            long initNumber,
            long start,
            int duration,
            long programDateTime,
            int samples,
            boolean independent,
            int length,
            int crc)
            implements Head {

        Placement at(int volume, int offset, InitSegment init) {
            return new Placement(
                    new StoredSegment(
                            msn,
                            init,
                            start,
                            duration,
                            programDateTime,
                            samples,
                            independent,
                            length),
                    volume,
                    offset,
                    crc);
        }
    }

    static int crcOf(ByteBuffer bytes) {
        return crcOf(List.of(bytes));
    }

    /** @param pieces one after another */
    static int crcOf(List<ByteBuffer> pieces) {
        var crc = new CRC32C();
        pieces.forEach(piece -> crc.update(piece.duplicate()));
        return (int) crc.getValue();
    }
}
