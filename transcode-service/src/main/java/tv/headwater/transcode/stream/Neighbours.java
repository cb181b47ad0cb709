package tv.headwater.transcode.stream;

/** The other transcoders. */
public interface Neighbours {

    /**
     * Whether one of them has room for a stream.
     *
     * @param cost in encoder-seconds per second
     */
    boolean haveRoom(double cost);

    /** Asks that one of them gets this lane. */
    void giveAway(int lane);

    /** Takes that back. */
    void keep(int lane);
}
