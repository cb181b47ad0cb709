package tv.headwater.contract.media;

/** A record that is part of a publish session: what a feed of one rendition is made of. */
public sealed interface SessionRecord extends MediaRecord
        permits Configuration, AccessUnit, EndOfSession {

    @Override
    SessionRecord stamped(Stamp place);
}
