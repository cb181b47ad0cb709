package tv.headwater.e2e.hls.playlist;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What follows a tag's name. */
sealed interface Syntax {

    Syntax NOTHING = new Nothing();
    Syntax INTEGER = new Value("decimal-integer", Pattern.compile(AttributeType.INTEGER_PATTERN));

    /** The tag stands alone. */
    record Nothing() implements Syntax {}

    /** A single value. */
    record Value(String name, Pattern pattern) implements Syntax {

        static Value of(String name, String pattern) {
            return new Value(name, Pattern.compile(pattern));
        }
    }

    /**
     * An attribute list (RFC 8216bis 4.2).
     *
     * @param prefix of attributes that are the client's; null where there are none
     */
    record AttributeList(
            Map<String, AttributeType> types, Set<String> required, @Nullable String prefix)
            implements Syntax {

        static final AttributeList EMPTY = new AttributeList(Map.of(), Set.of(), null);

        public AttributeList {
            types = Map.copyOf(types);
            required = Set.copyOf(required);
        }

        AttributeList required(String name, AttributeType type) {
            var names = new TreeSet<>(required);
            names.add(name);
            return new AttributeList(with(name, type), names, prefix);
        }

        AttributeList optional(String name, AttributeType type) {
            return new AttributeList(with(name, type), required, prefix);
        }

        AttributeList prefixed(String clients) {
            return new AttributeList(types, required, clients);
        }

        private Map<String, AttributeType> with(String name, AttributeType type) {
            var all = new LinkedHashMap<>(types);
            all.put(name, type);
            return all;
        }

        @Nullable AttributeType type(String name) {
            var type = types.get(name);
            boolean clients = type == null && prefix != null && name.startsWith(prefix);
            return clients ? AttributeType.CLIENTS : type;
        }
    }
}
