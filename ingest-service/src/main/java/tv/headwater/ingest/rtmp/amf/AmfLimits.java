package tv.headwater.ingest.rtmp.amf;

/**
 * How much one message's AMF may hold.
 *
 * @param depth objects and arrays inside one another
 * @param values all values of the message, those inside others included
 * @param stringLength bytes of a string or property name
 */
public record AmfLimits(int depth, int values, int stringLength) {

    /** Before a publisher has shown that it may publish. */
    public static final AmfLimits BEFORE_PUBLISH = new AmfLimits(16, 1024, 4 * 1024);

    /** For a publisher's commands and metadata. */
    public static final AmfLimits PUBLISHING = new AmfLimits(16, 1024, 64 * 1024);
}
