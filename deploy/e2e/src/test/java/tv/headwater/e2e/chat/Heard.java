package tv.headwater.e2e.chat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/**
 * What one member heard, in the order in which it did. Messages of the test are {@code sender/number}, numbered from 0 by each
 * sender; whatever else is said counts for the order of ids alone.
 */
final class Heard {

    private long last = -1;
    private int messages;
    private final Set<Long> ids = new HashSet<>();
    private final Map<String, Integer> next = new HashMap<>();
    private final List<String> breaches = new ArrayList<>();

    /** Takes in a message as the server sent it. */
    synchronized void on(JsonNode message) {
        long id = Long.parseLong(message.path("id").asString());
        if (!ids.add(id)) {
            breaches.add("message " + id + " twice");
        } else if (id <= last) {
            breaches.add("message " + id + " after " + last);
        }
        last = Math.max(last, id);
        messages++;
        var text = message.path("text").asString();
        int slash = text.indexOf('/');
        if (slash > 0) {
            follow(text.substring(0, slash), Integer.parseInt(text.substring(slash + 1)));
        }
    }

    private void follow(String sender, int number) {
        int expected = next.getOrDefault(sender, 0);
        if (number != expected) {
            breaches.add("%s/%d instead of %d".formatted(sender, number, expected));
        }
        next.put(sender, number + 1);
    }

    /** The newest id; -1 before the first. */
    synchronized long last() {
        return last;
    }

    synchronized int messages() {
        return messages;
    }

    /** How many messages of a sender came. */
    synchronized int of(String sender) {
        return next.getOrDefault(sender, 0);
    }

    /** All that must not be: lost, doubled or out of order. */
    synchronized List<String> breaches() {
        return List.copyOf(breaches);
    }
}
