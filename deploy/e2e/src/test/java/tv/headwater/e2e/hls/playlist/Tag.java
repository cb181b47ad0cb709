package tv.headwater.e2e.hls.playlist;

import static tv.headwater.e2e.hls.playlist.AttributeType.DATE_TIME;
import static tv.headwater.e2e.hls.playlist.AttributeType.FLOAT;
import static tv.headwater.e2e.hls.playlist.AttributeType.HEXADECIMAL;
import static tv.headwater.e2e.hls.playlist.AttributeType.INTEGER;
import static tv.headwater.e2e.hls.playlist.AttributeType.MAYBE_EMPTY;
import static tv.headwater.e2e.hls.playlist.AttributeType.RESOLUTION;
import static tv.headwater.e2e.hls.playlist.AttributeType.SIGNED_FLOAT;
import static tv.headwater.e2e.hls.playlist.AttributeType.STRING;
import static tv.headwater.e2e.hls.playlist.AttributeType.YES;
import static tv.headwater.e2e.hls.playlist.AttributeType.YES_OR_NO;
import static tv.headwater.e2e.hls.playlist.AttributeType.oneOf;

import java.util.Arrays;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tv.headwater.e2e.hls.playlist.Syntax.AttributeList;
import tv.headwater.e2e.hls.playlist.Syntax.Value;

/** The tags that Headwater writes (RFC 8216bis 4.4); any other is one it should not. */
@SuppressWarnings("ImmutableEnumChecker") // it does not know that records copy their maps
enum Tag {
    EXTM3U("EXTM3U", "4.4.1.1", Place.EITHER, Syntax.NOTHING),
    VERSION("EXT-X-VERSION", "4.4.1.2", Place.EITHER, Syntax.INTEGER),
    INDEPENDENT_SEGMENTS("EXT-X-INDEPENDENT-SEGMENTS", "4.4.2.1", Place.EITHER, Syntax.NOTHING),
    START(
            "EXT-X-START",
            "4.4.2.2",
            Place.EITHER,
            list().required("TIME-OFFSET", SIGNED_FLOAT).optional("PRECISE", YES_OR_NO)),
    TARGETDURATION("EXT-X-TARGETDURATION", "4.4.3.1", Place.MEDIA_HEADER, Syntax.INTEGER),
    MEDIA_SEQUENCE("EXT-X-MEDIA-SEQUENCE", "4.4.3.2", Place.MEDIA_HEADER, Syntax.INTEGER),
    DISCONTINUITY_SEQUENCE(
            "EXT-X-DISCONTINUITY-SEQUENCE", "4.4.3.3", Place.MEDIA_HEADER, Syntax.INTEGER),
    ENDLIST("EXT-X-ENDLIST", "4.4.3.4", Place.MEDIA_END, Syntax.NOTHING),
    PLAYLIST_TYPE(
            "EXT-X-PLAYLIST-TYPE",
            "4.4.3.5",
            Place.MEDIA_HEADER,
            Value.of("EVENT|VOD", "EVENT|VOD")),
    PART_INF(
            "EXT-X-PART-INF", "4.4.3.7", Place.MEDIA_HEADER, list().required("PART-TARGET", FLOAT)),
    SERVER_CONTROL(
            "EXT-X-SERVER-CONTROL",
            "4.4.3.8",
            Place.MEDIA_HEADER,
            list().optional("CAN-SKIP-UNTIL", FLOAT)
                    .optional("CAN-SKIP-DATERANGES", YES)
                    .optional("HOLD-BACK", FLOAT)
                    .optional("PART-HOLD-BACK", FLOAT)
                    .optional("CAN-BLOCK-RELOAD", YES)),
    EXTINF(
            "EXTINF",
            "4.4.4.1",
            Place.SEGMENT,
            Value.of("duration and comma", "(" + AttributeType.FLOAT_PATTERN + "),[^\\p{Cntrl}]*")),
    DISCONTINUITY("EXT-X-DISCONTINUITY", "4.4.4.3", Place.SEGMENT, Syntax.NOTHING),
    KEY(
            "EXT-X-KEY",
            "4.4.4.4",
            Place.SEGMENT,
            list().required("METHOD", oneOf("NONE|AES-128|SAMPLE-AES|SAMPLE-AES-CTR"))
                    .optional("URI", STRING)
                    .optional("IV", HEXADECIMAL)
                    .optional("KEYFORMAT", STRING)
                    .optional("KEYFORMATVERSIONS", STRING)
                    // Of the field alone; clients pass over what they do not know (6.3.1).
                    .optional("KEYID", HEXADECIMAL)),
    MAP("EXT-X-MAP", "4.4.4.5", Place.SEGMENT, list().required("URI", STRING)),
    PROGRAM_DATE_TIME(
            "EXT-X-PROGRAM-DATE-TIME",
            "4.4.4.6",
            Place.SEGMENT,
            new Value("date-time", unquoted(DATE_TIME))),
    GAP("EXT-X-GAP", "4.4.4.7", Place.SEGMENT, Syntax.NOTHING),
    PART(
            "EXT-X-PART",
            "4.4.4.9",
            Place.SEGMENT,
            list().required("URI", STRING)
                    .required("DURATION", FLOAT)
                    .optional("INDEPENDENT", YES)
                    .optional("GAP", YES)),
    DATERANGE(
            "EXT-X-DATERANGE",
            "4.4.5.1",
            Place.MEDIA_ANYWHERE,
            list().required("ID", STRING)
                    .optional("CLASS", STRING)
                    .optional("START-DATE", DATE_TIME)
                    .optional("CUE", STRING)
                    .optional("END-DATE", DATE_TIME)
                    .optional("DURATION", FLOAT)
                    .optional("PLANNED-DURATION", FLOAT)
                    .optional("SCTE35-CMD", HEXADECIMAL)
                    .optional("SCTE35-OUT", HEXADECIMAL)
                    .optional("SCTE35-IN", HEXADECIMAL)
                    .optional("END-ON-NEXT", YES)
                    .prefixed("X-")),
    SKIP(
            "EXT-X-SKIP",
            "4.4.5.2",
            Place.MEDIA_HEADER,
            list().required("SKIPPED-SEGMENTS", INTEGER)
                    .optional("RECENTLY-REMOVED-DATERANGES", MAYBE_EMPTY)),
    PRELOAD_HINT(
            "EXT-X-PRELOAD-HINT",
            "4.4.5.3",
            Place.MEDIA_END,
            list().required("TYPE", oneOf("PART|MAP"))
                    .required("URI", STRING)
                    .optional("BYTERANGE-START", INTEGER)
                    .optional("BYTERANGE-LENGTH", INTEGER)),
    RENDITION_REPORT(
            "EXT-X-RENDITION-REPORT",
            "4.4.5.4",
            Place.MEDIA_END,
            list().required("URI", STRING)
                    .optional("LAST-MSN", INTEGER)
                    .optional("LAST-PART", INTEGER)),
    MEDIA(
            "EXT-X-MEDIA",
            "4.4.6.1",
            Place.MULTIVARIANT,
            list().required("TYPE", oneOf("AUDIO|VIDEO|SUBTITLES|CLOSED-CAPTIONS"))
                    .required("GROUP-ID", STRING)
                    .required("NAME", STRING)
                    .optional("URI", STRING)
                    .optional("LANGUAGE", STRING)
                    .optional("STABLE-RENDITION-ID", STRING)
                    .optional("DEFAULT", YES_OR_NO)
                    .optional("AUTOSELECT", YES_OR_NO)
                    .optional("FORCED", YES_OR_NO)
                    .optional("BIT-DEPTH", INTEGER)
                    .optional("SAMPLE-RATE", INTEGER)
                    .optional("CHANNELS", STRING)),
    STREAM_INF(
            "EXT-X-STREAM-INF",
            "4.4.6.2",
            Place.MULTIVARIANT,
            list().required("BANDWIDTH", INTEGER)
                    .optional("AVERAGE-BANDWIDTH", INTEGER)
                    .optional("SCORE", FLOAT)
                    .required("CODECS", STRING)
                    .optional("RESOLUTION", RESOLUTION)
                    .optional("FRAME-RATE", FLOAT)
                    .optional("VIDEO-RANGE", oneOf("SDR|HLG|PQ"))
                    .optional("STABLE-VARIANT-ID", STRING)
                    .optional("PATHWAY-ID", STRING)
                    .optional("AUDIO", STRING)
                    .optional("SUBTITLES", STRING)
                    .optional("CLOSED-CAPTIONS", oneOf("NONE|\"[ !#-~]+\""))),
    CONTENT_STEERING(
            "EXT-X-CONTENT-STEERING",
            "4.4.6.6",
            Place.MULTIVARIANT,
            list().required("SERVER-URI", STRING).optional("PATHWAY-ID", STRING));

    /** Where a tag may stand. */
    enum Place {
        /** Once, in either playlist, before everything but the like. */
        EITHER,
        /** Once, in a media playlist, before its first segment. */
        MEDIA_HEADER,
        /** In a media playlist, with the segment it is about. */
        SEGMENT,
        MEDIA_ANYWHERE,
        /** In a media playlist, after its last segment. */
        MEDIA_END,
        MULTIVARIANT
    }

    private static final Map<String, Tag> BY_NAME =
            Arrays.stream(values()).collect(Collectors.toMap(Tag::text, Function.identity()));

    private final String text;
    private final String section;
    private final Place place;
    private final Syntax syntax;

    Tag(String text, String section, Place place, Syntax syntax) {
        this.text = text;
        this.section = section;
        this.place = place;
        this.syntax = syntax;
    }

    private static AttributeList list() {
        return AttributeList.EMPTY;
    }

    private static java.util.regex.Pattern unquoted(AttributeType type) {
        return java.util.regex.Pattern.compile(type.pattern().pattern().replace("\"", ""));
    }

    static @Nullable Tag named(String text) {
        return BY_NAME.get(text);
    }

    /** Its name, without the number sign. */
    String text() {
        return text;
    }

    String section() {
        return section;
    }

    Place place() {
        return place;
    }

    Syntax syntax() {
        return syntax;
    }

    @Override
    public String toString() {
        return text;
    }
}
