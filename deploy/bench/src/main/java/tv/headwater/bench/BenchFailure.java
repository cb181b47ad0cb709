package tv.headwater.bench;

/** Nothing could be measured; the message is for the person who wanted it. */
public final class BenchFailure extends RuntimeException {

    public BenchFailure(String message) {
        super(message);
    }
}
