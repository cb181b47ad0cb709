package tv.headwater.mediahttp;

/** Decides who may have a stream's content keys. */
public interface KeyAccess {

    /** Whoever may play a stream may have its keys, and today everybody may. */
    KeyAccess WHOEVER_PLAYS = _ -> true;

    /**
     * Decides on one request. Called on an event loop: must not block.
     *
     * @param request of a {@link tv.headwater.contract.live.MediaPath.Key}
     */
    boolean allows(MediaRequest request);
}
