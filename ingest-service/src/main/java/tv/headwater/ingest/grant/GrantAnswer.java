package tv.headwater.ingest.grant;

import tv.headwater.contract.api.PublishGrantsApi.PublishGrant;
import tv.headwater.ingest.stamp.Numbering;

/** Whether a publisher may begin. */
public sealed interface GrantAnswer {

    /**
     * @param numbering the least the session may begin with, as far as metadata-service and this node know
     * @param cached whether metadata-service could not be asked and an earlier grant was taken up again
     */
    record Granted(PublishGrant grant, Numbering numbering, boolean cached)
            implements GrantAnswer {}

    /** The key is wrong or its stream disabled: which of the two, the publisher is not told. */
    record Denied() implements GrantAnswer {}

    /** Another publisher has the stream. */
    record Taken() implements GrantAnswer {}

    /** Nobody could say. */
    record Unavailable(String why) implements GrantAnswer {}
}
