package tv.headwater.contract.media;

/** END: the session closed in order; nothing of its epoch follows. A session whose ingest died has none. */
public record EndOfSession(Stamp stamp) implements SessionRecord {

    @Override
    public EndOfSession stamped(Stamp place) {
        return new EndOfSession(place);
    }
}
