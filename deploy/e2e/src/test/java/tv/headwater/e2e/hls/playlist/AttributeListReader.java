package tv.headwater.e2e.hls.playlist;

import java.time.DateTimeException;
import java.time.OffsetDateTime;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;
import tv.headwater.e2e.hls.playlist.Finding.Kind;
import tv.headwater.e2e.hls.playlist.Syntax.AttributeList;

/** Reads attribute lists (RFC 8216bis 4.2). */
final class AttributeListReader {

    private static final String SECTION = "4.2";
    private static final Pattern NAME = Pattern.compile("[A-Z0-9-]+");

    private final Tag tag;
    private final AttributeList syntax;
    private final int line;
    private final Findings findings;
    private final Map<String, String> values = new LinkedHashMap<>();

    private AttributeListReader(Tag tag, AttributeList syntax, int line, Findings findings) {
        this.tag = tag;
        this.syntax = syntax;
        this.line = line;
        this.findings = findings;
    }

    /** The attributes that are right. */
    static Attributes read(
            Tag tag, AttributeList syntax, String text, int line, Findings findings) {
        return new AttributeListReader(tag, syntax, line, findings).read(text);
    }

    private Attributes read(String text) {
        int at = 0;
        while (at <= text.length()) {
            int end = end(text, at);
            attribute(text.substring(at, end));
            at = end + 1;
        }
        for (var name : syntax.required()) {
            if (!values.containsKey(name)) {
                found(tag.section(), tag + " has no valid " + name);
            }
        }
        return new Attributes(values);
    }

    /** Where the attribute ends that begins at an index: a comma ends it unless it is between quotes. */
    private static int end(String text, int from) {
        boolean quoted = false;
        for (int i = from; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"') {
                quoted = !quoted;
            } else if (c == ',' && !quoted) {
                return i;
            }
        }
        return text.length();
    }

    private void attribute(String text) {
        int equals = text.indexOf('=');
        var name = equals < 0 ? text : text.substring(0, equals);
        var value = equals < 0 ? "" : text.substring(equals + 1);
        var type = syntax.type(name);
        if (equals < 0 || !NAME.matcher(name).matches()) {
            found(SECTION, tag + " has \"" + text + "\" where an attribute must stand");
        } else if (type == null) {
            found(tag.section(), tag + " has an attribute " + name + " that it does not have");
        } else if (!type.matches(value)) {
            found(SECTION, tag + " has " + name + "=" + value + ", which is no " + type.name());
        } else if (type.equals(AttributeType.DATE_TIME) && !isDate(value.replace("\"", ""))) {
            found(SECTION, tag + " has " + name + "=" + value + ", which is on no calendar");
        } else if (values.putIfAbsent(name, value) != null) {
            found(SECTION, tag + " has " + name + " twice");
        }
    }

    static boolean isDate(String text) {
        try {
            return OffsetDateTime.parse(text).getYear() > 0;
        } catch (DateTimeException e) {
            return false;
        }
    }

    private void found(String section, String sentence) {
        findings.add(Kind.SYNTAX, line, section, sentence);
    }
}
