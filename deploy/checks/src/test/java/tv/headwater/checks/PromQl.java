package tv.headwater.checks;

import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/** Which metrics an expression asks for. */
final class PromQl {

    private static final Pattern STRING =
            Pattern.compile("\"(\\\\.|[^\"\\\\])*\"|'(\\\\.|[^'\\\\])*'");
    private static final Pattern LABELS = Pattern.compile("\\{[^}]*}");
    private static final Pattern GROUPING =
            Pattern.compile("\\b(by|without|on|ignoring|group_left|group_right)\\s*\\([^)]*\\)");
    private static final Pattern RANGE = Pattern.compile("\\[[^]]*]");
    private static final Pattern NAME =
            Pattern.compile("\\b[a-zA-Z_:][a-zA-Z0-9_:]*\\b(?!\\s*\\()");
    private static final Set<String> WORDS =
            Set.of(
                    "and",
                    "or",
                    "unless",
                    "by",
                    "without",
                    "on",
                    "ignoring",
                    "group_left",
                    "group_right",
                    "bool",
                    "offset",
                    "Inf",
                    "NaN");

    private PromQl() {}

    /**
     * The names of metrics in {@code expression}.
     *
     * @throws IllegalArgumentException where brackets do not match
     */
    static Set<String> metrics(String expression) {
        var bare = STRING.matcher(expression).replaceAll("");
        balanced(expression, bare);
        bare = LABELS.matcher(bare).replaceAll(" ");
        bare = RANGE.matcher(bare).replaceAll(" ");
        bare = GROUPING.matcher(bare).replaceAll(" ");
        var names = new TreeSet<String>();
        var name = NAME.matcher(bare);
        while (name.find()) {
            if (!WORDS.contains(name.group()) && !precededByDigit(bare, name.start())) {
                names.add(name.group());
            }
        }
        return names;
    }

    /** As the m of 5m, which is no name. */
    private static boolean precededByDigit(String text, int at) {
        return at > 0 && Character.isDigit(text.charAt(at - 1));
    }

    private static void balanced(String expression, String bare) {
        var open = new StringBuilder();
        for (int i = 0; i < bare.length(); i++) {
            char each = bare.charAt(i);
            switch (each) {
                case '(', '[', '{' -> open.append(each);
                case ')', ']', '}' -> {
                    var last = open.isEmpty() ? ' ' : open.charAt(open.length() - 1);
                    if ("([{".indexOf(last) != ")]}".indexOf(each)) {
                        throw new IllegalArgumentException(
                                "brackets do not match in " + expression);
                    }
                    open.setLength(open.length() - 1);
                }
                default -> {}
            }
        }
        if (!open.isEmpty()) {
            throw new IllegalArgumentException("brackets do not match in " + expression);
        }
    }
}
