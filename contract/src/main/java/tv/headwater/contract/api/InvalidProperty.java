package tv.headwater.contract.api;

/** A property of a request that is present and not acceptable. */
public final class InvalidProperty extends IllegalArgumentException {

    private final String property;

    /**
     * @param message a sentence with the value's size and the limit
     */
    public InvalidProperty(String property, String message) {
        super(message);
        this.property = property;
    }

    public String property() {
        return property;
    }
}
