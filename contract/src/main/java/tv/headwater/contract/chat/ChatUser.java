package tv.headwater.contract.chat;

import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Who speaks in a room.
 *
 * @param id of an account its UUID; of a guest {@code guest-}, what stands for its address, {@code -} and what tells guests of one
 *     address apart
 * @param name as others see it, never two lines or invisible
 */
public record ChatUser(String id, String name, ChatRole role) {

    public static final int MAX_NAME_LENGTH = 32;

    private static final Pattern ID = Pattern.compile("[a-z0-9-]{1,64}");
    private static final String GUEST = "guest-";

    /**
     * @throws IllegalArgumentException if {@code id} or {@code name} has another form
     */
    public ChatUser {
        if (!isValidId(id)) {
            throw new IllegalArgumentException("user id is not 1 to 64 characters of [a-z0-9-]");
        }
        int length = name.codePointCount(0, name.length());
        if (name.isBlank() || length > MAX_NAME_LENGTH) {
            throw new IllegalArgumentException(
                    "name of %d characters is not in 1..%d".formatted(length, MAX_NAME_LENGTH));
        }
    }

    public static boolean isValidId(String id) {
        return ID.matcher(id).matches();
    }

    /**
     * A guest's id.
     *
     * @param distinction what stands for its address, without {@code -}, and behind one what tells it apart there
     */
    public static String guestId(String distinction) {
        return GUEST + distinction;
    }

    /** Whether an id is a guest's. */
    public static boolean isGuest(String id) {
        return id.startsWith(GUEST);
    }

    /** What the ids of all guests of its address begin with; null of an account. */
    public static @Nullable String addressOf(String id) {
        if (!isGuest(id)) {
            return null;
        }
        int end = id.indexOf('-', GUEST.length());
        return end < 0 ? id : id.substring(0, end);
    }

    public boolean guest() {
        return isGuest(id);
    }

    /** What all guests of its address share; null of an account. */
    public @Nullable String address() {
        return addressOf(id);
    }
}
