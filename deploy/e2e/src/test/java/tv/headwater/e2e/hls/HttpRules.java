package tv.headwater.e2e.hls;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tv.headwater.e2e.hls.Client.Answer;
import tv.headwater.e2e.hls.playlist.Finding.Kind;
import tv.headwater.e2e.hls.playlist.Findings;

/** What answers carry beside their body. */
final class HttpRules {

    /** Of a playlist that was asked for with directives: it is that answer forever, but of no use for long. */
    private static final int DIRECTED_TARGET_DURATIONS = 6;

    /** How far clocks may be apart. */
    private static final Duration CLOCKS = Duration.ofSeconds(2);

    private static final Set<String> PLAYLIST_TYPES =
            Set.of("application/vnd.apple.mpegurl", "audio/mpegurl");
    private static final Set<String> KEY_TYPES = Set.of("application/octet-stream");
    private static final Pattern MAX_AGE = Pattern.compile("(?:^|,)\\s*max-age=(\\d+)");
    private static final Pattern SECONDS = Pattern.compile("\\d{1,9}");
    private static final Pattern TAG = Pattern.compile("(W/)?\"[!#-~]+\"");

    private static final String AGE = "RFC 9111 5.1";
    private static final String CACHE_CONTROL = "RFC 9111 5.2";
    private static final String ENTITY_TAG = "RFC 9110 8.8.3";

    private final Answer answer;
    private final Findings findings;

    private HttpRules(Answer answer, Findings findings) {
        this.answer = answer;
        this.findings = findings.on(answer.subject());
    }

    /** Whether something that is offered was delivered. */
    static boolean found(Answer answer, Findings findings) {
        if (!answer.isFound()) {
            var why = answer.status() == 0 ? new String(answer.body(), StandardCharsets.UTF_8) : "";
            new HttpRules(answer, findings)
                    .found(
                            "6.2.1",
                            "what is offered is answered with " + answer.status() + " " + why);
        }
        return answer.isFound();
    }

    /** A multivariant or media playlist. */
    static void playlist(Answer answer, int targetDuration, Findings findings) {
        var rules = new HttpRules(answer, findings);
        rules.type(PLAYLIST_TYPES, "4");
        // A playlist that is made for one viewer need not have any.
        if (!answer.header("ETag").isEmpty()) {
            rules.tag();
        }
        var query = answer.uri().getRawQuery();
        boolean directed = query != null && query.contains("_HLS_msn");
        int most = targetDuration * (directed ? DIRECTED_TARGET_DURATIONS : 1);
        var control = answer.header("Cache-Control");
        var maxAge = rules.maxAge();
        if (control.contains("immutable")) {
            rules.found(CACHE_CONTROL, "a playlist is immutable: " + control);
        }
        if (control.isEmpty()) {
            rules.found(CACHE_CONTROL, "a playlist has no Cache-Control");
        }
        if (maxAge.orElse(0) > most) {
            rules.found(
                    CACHE_CONTROL,
                    "a playlist may be kept for " + maxAge.getAsLong() + " s, more than " + most);
        }
        var age = rules.age();
        if (age.isPresent() && age.getAsLong() > maxAge.orElse(0)) {
            rules.found(
                    AGE, "a playlist is " + age.getAsLong() + " s old, more than its " + control);
        }
    }

    /**
     * An init segment, segment or part.
     *
     * @param container what it is of
     * @param since when it can have come to be at the earliest; null where that is not known
     */
    static void media(
            Answer answer,
            Container container,
            @Nullable Instant since,
            Instant now,
            Findings findings) {
        var rules = new HttpRules(answer, findings);
        rules.type(container.types, container.section);
        rules.tag();
        var control = answer.header("Cache-Control");
        if (!control.contains("immutable") || rules.maxAge().orElse(0) <= 0) {
            rules.found(CACHE_CONTROL, "media is not immutable for a while: " + control);
        }
        var age = rules.age();
        if (since != null && age.isPresent()) {
            var most = Duration.between(since, now).plus(CLOCKS);
            if (age.getAsLong() > most.toSeconds()) {
                rules.found(
                        AGE, "Age of " + age.getAsLong() + " s is more than the object's " + most);
            }
        }
    }

    /** A key: no cache keeps it. */
    static void key(Answer answer, Findings findings) {
        var rules = new HttpRules(answer, findings);
        rules.type(KEY_TYPES, "4.4.4.4");
        var control = answer.header("Cache-Control");
        if (!control.contains("no-store")) {
            rules.found(CACHE_CONTROL, "a key may be kept: " + control);
        }
    }

    /** Asks for what is unchanged again, with its tag. */
    static void revalidate(Client client, Answer answer, Findings findings) {
        var tag = answer.header("ETag");
        if (tag.isEmpty()) {
            return;
        }
        var again = client.get(answer.uri(), Map.of("If-None-Match", tag));
        var rules = new HttpRules(again, findings);
        if (again.status() != 304) {
            rules.found(
                    "RFC 9110 13.1.2",
                    "If-None-Match of its ETag is answered with " + again.status());
        } else if (!again.header("ETag").equals(tag)) {
            rules.found(
                    "RFC 9110 15.4.5",
                    "304 to If-None-Match of " + tag + " has ETag " + again.header("ETag"));
        }
    }

    private void type(Set<String> types, String section) {
        var type = answer.header("Content-Type");
        if (!types.contains(type)) {
            found(section, "the content type is \"" + type + "\" and none of " + types);
        }
    }

    private void tag() {
        var tag = answer.header("ETag");
        if (!TAG.matcher(tag).matches()) {
            found(ENTITY_TAG, "the ETag is [" + tag + "]");
        }
    }

    private OptionalLong maxAge() {
        var matcher = MAX_AGE.matcher(answer.header("Cache-Control"));
        return matcher.find()
                ? OptionalLong.of(Long.parseLong(matcher.group(1)))
                : OptionalLong.empty();
    }

    private OptionalLong age() {
        if (answer.headers().allValues("Age").isEmpty()) {
            return OptionalLong.empty();
        }
        var age = answer.header("Age");
        if (!SECONDS.matcher(age).matches()) {
            found(AGE, "Age is \"" + age + "\"");
            return OptionalLong.empty();
        }
        return OptionalLong.of(Long.parseLong(age));
    }

    private void found(String section, String sentence) {
        findings.add(Kind.HTTP, 0, section, sentence);
    }
}
