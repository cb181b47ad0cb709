package tv.headwater.bench;

import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Options and their values, as the command line gives them. */
public record Arguments(Map<String, @Nullable String> values) {

    public Arguments {
        values = Collections.unmodifiableMap(new HashMap<>(values));
    }

    /**
     * @param args the first says what is measured
     * @param usual every option there is, with what it is if nothing is said
     * @throws IllegalArgumentException with a sentence
     */
    public static Arguments parse(String[] args, Map<String, @Nullable String> usual) {
        Map<String, @Nullable String> values = new HashMap<>(usual);
        for (int i = 1; i < args.length; i += 2) {
            if (i + 1 == args.length) {
                throw new IllegalArgumentException(args[i] + " needs a value");
            }
            if (!values.containsKey(args[i])) {
                throw new IllegalArgumentException(
                        "unknown option " + args[i] + " for bench " + args[0]);
            }
            values.put(args[i], args[i + 1]);
        }
        return new Arguments(values);
    }

    @Nullable String find(String option) {
        return values.get(option);
    }

    public String value(String option) {
        return Objects.requireNonNull(values.get(option));
    }

    public int number(String option, int least, int most) {
        return number(option, value(option), least, most);
    }

    static int number(String option, String value, int least, int most) {
        try {
            int number = Integer.parseInt(value);
            if (number >= least && number <= most) {
                return number;
            }
        } catch (NumberFormatException e) {
            // Said below.
        }
        throw new IllegalArgumentException(
                option + " " + value + " is not in " + least + ".." + most);
    }
}
