package tv.headwater.contract.live;

import org.jspecify.annotations.Nullable;
import tv.headwater.contract.id.Rendition;
import tv.headwater.contract.id.StreamId;

/** A path under {@code /live}. {@link #parse} accepts exactly what {@link #path} writes, and nothing else. */
public sealed interface MediaPath {

    /** Where a stream's content keys are. */
    String KEYS = "keys";

    /** Under which a stream is as MPEG-TS. */
    String TRANSPORT = Rendition.TRANSPORT.value();

    StreamId streamId();

    /** The path, from {@code /live} on. */
    String path();

    /** The multivariant playlist. */
    record MultivariantPlaylist(StreamId streamId) implements MediaPath {
        @Override
        public String path() {
            return "/live/" + streamId + "/index.m3u8";
        }
    }

    /** A media playlist. */
    record MediaPlaylist(StreamId streamId, Rendition rendition) implements MediaPath {
        @Override
        public String path() {
            return "/live/" + streamId + "/" + rendition + "/index.m3u8";
        }
    }

    /** The MPD of the same segments (ISO/IEC 23009-1). */
    record DashManifest(StreamId streamId) implements MediaPath {
        @Override
        public String path() {
            return "/live/" + streamId + "/manifest.mpd";
        }
    }

    /**
     * EXT-X-MAP.
     *
     * @param number tells it from the rendition's others: the discontinuity sequence it is for, where that says what is in it
     */
    record InitSegment(StreamId streamId, Rendition rendition, long number) implements MediaPath {
        @Override
        public String path() {
            return "/live/" + streamId + "/" + rendition + "/init-" + number + ".mp4";
        }
    }

    /** A media segment. */
    record MediaSegment(StreamId streamId, Rendition rendition, long msn) implements MediaPath {
        @Override
        public String path() {
            return "/live/" + streamId + "/" + rendition + "/" + msn + ".m4s";
        }
    }

    /** EXT-X-PART. */
    record Part(StreamId streamId, Rendition rendition, long msn, int part) implements MediaPath {
        @Override
        public String path() {
            return "/live/" + streamId + "/" + rendition + "/" + msn + "." + part + ".m4s";
        }
    }

    /**
     * A content key: 16 bytes, which no cache keeps.
     *
     * @param number segment n has key n / key period
     */
    record Key(StreamId streamId, long number) implements MediaPath {
        @Override
        public String path() {
            return "/live/" + streamId + "/" + KEYS + "/" + number;
        }
    }

    /** The multivariant playlist of what is in MPEG-TS. */
    record TransportMultivariantPlaylist(StreamId streamId) implements MediaPath {
        @Override
        public String path() {
            return "/live/" + streamId + "/" + TRANSPORT + "/index.m3u8";
        }
    }

    /** A media playlist of segments in MPEG-TS, each with video and audio. */
    record TransportPlaylist(StreamId streamId, Rendition rendition) implements MediaPath {
        @Override
        public String path() {
            return "/live/" + streamId + "/" + TRANSPORT + "/" + rendition + "/index.m3u8";
        }
    }

    /** A media segment in MPEG-TS. */
    record TransportSegment(StreamId streamId, Rendition rendition, long msn) implements MediaPath {
        @Override
        public String path() {
            return "/live/" + streamId + "/" + TRANSPORT + "/" + rendition + "/" + msn + ".ts";
        }
    }

    /** The newest picture of the stream, a JPEG. */
    record Poster(StreamId streamId) implements MediaPath {
        @Override
        public String path() {
            return "/live/" + streamId + "/poster.jpg";
        }
    }

    /**
     * Reads a request path as it stands on the wire, without decoding it: no encoded character, dot segment, empty
     * segment or leading zero is in the grammar.
     *
     * @return null if {@code path} is anything else
     */
    static @Nullable MediaPath parse(String path) {
        if (path.length() > 120 || !path.startsWith("/live/")) {
            return null;
        }
        var segments = path.substring("/live/".length()).split("/", -1);
        if (segments.length < 2 || segments.length > 4 || !StreamId.isValid(segments[0])) {
            return null;
        }
        var streamId = new StreamId(segments[0]);
        var file = segments[segments.length - 1];
        if (segments.length == 2) {
            return switch (file) {
                case "index.m3u8" -> new MultivariantPlaylist(streamId);
                case "manifest.mpd" -> new DashManifest(streamId);
                case "poster.jpg" -> new Poster(streamId);
                default -> null;
            };
        }
        if (segments[1].equals(TRANSPORT)) {
            return transport(streamId, segments, file);
        }
        if (segments.length > 3) {
            return null;
        }
        if (segments[1].equals(KEYS) && number(file) >= 0) {
            return new Key(streamId, number(file));
        }
        return Rendition.isValid(segments[1])
                ? parse(streamId, new Rendition(segments[1]), file)
                : null;
    }

    private static @Nullable MediaPath transport(
            StreamId streamId, String[] segments, String file) {
        if (segments.length == 3) {
            return file.equals("index.m3u8") ? new TransportMultivariantPlaylist(streamId) : null;
        }
        if (!Rendition.isValid(segments[2]) || segments[2].equals(TRANSPORT)) {
            return null;
        }
        var rendition = new Rendition(segments[2]);
        if (file.equals("index.m3u8")) {
            return new TransportPlaylist(streamId, rendition);
        }
        long msn = file.endsWith(".ts") ? number(file.substring(0, file.length() - 3)) : -1;
        return msn < 0 ? null : new TransportSegment(streamId, rendition, msn);
    }

    private static @Nullable MediaPath parse(StreamId streamId, Rendition rendition, String file) {
        if (file.equals("index.m3u8")) {
            return new MediaPlaylist(streamId, rendition);
        }
        if (file.startsWith("init-") && file.endsWith(".mp4")) {
            long number = number(file.substring(5, file.length() - 4));
            return number < 0 ? null : new InitSegment(streamId, rendition, number);
        }
        if (!file.endsWith(".m4s")) {
            return null;
        }
        var name = file.substring(0, file.length() - 4);
        int dot = name.indexOf('.');
        if (dot < 0) {
            long msn = number(name);
            return msn < 0 ? null : new MediaSegment(streamId, rendition, msn);
        }
        long msn = number(name.substring(0, dot));
        long part = number(name.substring(dot + 1));
        return msn < 0 || part < 0 || part > 9999
                ? null
                : new Part(streamId, rendition, msn, (int) part);
    }

    private static long number(String digits) {
        if (digits.isEmpty()
                || digits.length() > 15
                || (digits.length() > 1 && digits.charAt(0) == '0')) {
            return -1;
        }
        for (int i = 0; i < digits.length(); i++) {
            if (digits.charAt(i) < '0' || digits.charAt(i) > '9') {
                return -1;
            }
        }
        return Long.parseLong(digits);
    }
}
