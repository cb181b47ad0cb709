package tv.headwater.chat.log;

import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;

/** Whether all is read that stood in the log at the start: before that nobody may come in, since no rule and no message is known. */
public final class LogReadiness {

    private final Map<String, BooleanSupplier> read;

    /** @param read whether a topic has been read, by its name */
    public LogReadiness(Map<String, BooleanSupplier> read) {
        this.read = Map.copyOf(read);
    }

    public boolean isReady() {
        return read.values().stream().allMatch(BooleanSupplier::getAsBoolean);
    }

    /** Topics that have not been read yet. */
    public List<String> unread() {
        return read.entrySet().stream()
                .filter(each -> !each.getValue().getAsBoolean())
                .map(Map.Entry::getKey)
                .sorted()
                .toList();
    }
}
