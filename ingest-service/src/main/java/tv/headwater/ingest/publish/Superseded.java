package tv.headwater.ingest.publish;

/** The log already holds a newer session of the stream. */
final class Superseded extends RuntimeException {

    Superseded(String message) {
        super(message);
    }
}
