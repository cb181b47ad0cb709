package tv.headwater.bench;

/** Nothing could be measured; the message is for the person who wanted it. */
final class BenchFailure extends RuntimeException {

    BenchFailure(String message) {
        super(message);
    }
}
