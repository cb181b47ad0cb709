package tv.headwater.standalone;

/** What was asked for on the command line cannot be; the message says why. */
final class MisusedArguments extends Exception {

    private static final long serialVersionUID = 1;

    MisusedArguments(String message) {
        super(message);
    }
}
