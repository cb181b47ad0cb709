package tv.headwater.standalone.context;

/** A service did not start. The message is a sentence. */
public final class ServiceFailure extends Exception {

    private static final long serialVersionUID = 1;

    private final String service;

    ServiceFailure(String service, Throwable cause) {
        super(service + " did not start: " + innermost(cause), cause);
        this.service = service;
    }

    public String service() {
        return service;
    }

    private static String innermost(Throwable thrown) {
        var at = thrown;
        while (at.getCause() != null) {
            at = at.getCause();
        }
        var message = at.getMessage();
        return message == null
                ? at.getClass().getSimpleName()
                : message.lines().findFirst().orElse("");
    }
}
