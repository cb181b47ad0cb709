package tv.headwater.mediahttp;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A request target (RFC 9112 3.2) in origin or absolute form, undecoded.
 *
 * @param query without its question mark, null where there is none
 */
record RequestTarget(String path, @Nullable String query) {

    /** Takes {@code target} apart. The host of an absolute form is ignored: a media URL means the same under every name. */
    static RequestTarget of(String target) {
        var local = afterAuthority(target);
        int mark = local.indexOf('?');
        return mark < 0
                ? new RequestTarget(local, null)
                : new RequestTarget(local.substring(0, mark), local.substring(mark + 1));
    }

    private static String afterAuthority(String target) {
        if (target.startsWith("/")) {
            return target;
        }
        int authority = authorityStart(target.toLowerCase(Locale.ROOT));
        if (authority < 0) {
            return target;
        }
        int slash = target.indexOf('/', authority);
        return slash <= authority ? "" : target.substring(slash);
    }

    private static int authorityStart(String target) {
        if (target.startsWith("http://")) {
            return "http://".length();
        }
        return target.startsWith("https://") ? "https://".length() : -1;
    }
}
