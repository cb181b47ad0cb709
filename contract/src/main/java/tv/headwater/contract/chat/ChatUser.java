package tv.headwater.contract.chat;

import java.util.regex.Pattern;

/**
 * Who speaks in a room.
 *
 * @param id of an account its UUID, of a guest {@code guest-} and what tells guests apart
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

    /** A guest's id. */
    public static String guestId(String distinction) {
        return GUEST + distinction;
    }

    public boolean guest() {
        return id.startsWith(GUEST);
    }
}
