package tv.headwater.e2e.media;

/**
 * One access unit, wherever it was seen.
 *
 * @param dts and {@code pts} in µs
 * @param md5 of the payload in AVCC or raw AAC form, lower-case hex
 */
public record Packet(Kind kind, long dts, long pts, int size, String md5) {

    public enum Kind {
        VIDEO,
        AUDIO
    }

    public Packet shifted(long micros) {
        return new Packet(kind, dts + micros, pts + micros, size, md5);
    }

    boolean samePayload(Packet other) {
        return kind == other.kind && size == other.size && md5.equals(other.md5);
    }
}
