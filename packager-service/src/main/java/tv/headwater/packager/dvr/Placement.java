package tv.headwater.packager.dvr;

/**
 * Where a segment lies.
 *
 * @param offset of its record in the volume
 * @param crc CRC32C of its bytes
 */
record Placement(StoredSegment segment, int volume, int offset, int crc) {

    long msn() {
        return segment.msn();
    }

    Head.Media head() {
        return new Head.Media(
                segment.msn(),
                segment.init().id(),
                segment.init().number(),
                segment.start(),
                segment.duration(),
                segment.programDateTime(),
                segment.samples(),
                segment.independent(),
                segment.size(),
                crc);
    }
}
