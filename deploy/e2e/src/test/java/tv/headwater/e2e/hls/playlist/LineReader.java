package tv.headwater.e2e.hls.playlist;

import java.net.URI;
import java.net.URISyntaxException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import tv.headwater.e2e.hls.playlist.Finding.Kind;
import tv.headwater.e2e.hls.playlist.PlaylistLine.Tagged;
import tv.headwater.e2e.hls.playlist.PlaylistLine.Uri;
import tv.headwater.e2e.hls.playlist.Syntax.AttributeList;
import tv.headwater.e2e.hls.playlist.Syntax.Nothing;
import tv.headwater.e2e.hls.playlist.Syntax.Value;

/** Reads the lines of a playlist (RFC 8216bis 4.1). We write neither comments nor empty lines, and LF only. */
final class LineReader {

    private static final String SECTION = "4.1";
    private static final char BYTE_ORDER_MARK = '\ufeff';

    private final Findings findings;
    private final List<PlaylistLine> lines = new ArrayList<>();

    private LineReader(Findings findings) {
        this.findings = findings;
    }

    /** The lines that are right. */
    static List<PlaylistLine> read(byte[] body, Findings findings) {
        var reader = new LineReader(findings);
        var text = reader.text(body);
        var all = text.split("\n", -1);
        for (int i = 0; i < all.length - 1; i++) {
            reader.line(i + 1, all[i]);
        }
        if (!all[all.length - 1].isEmpty()) {
            reader.found(all.length, SECTION, "the last line does not end");
            reader.line(all.length, all[all.length - 1]);
        }
        if (!all[0].equals("#" + Tag.EXTM3U)) {
            reader.found(1, Tag.EXTM3U.section(), "the first line is not #EXTM3U");
        }
        return reader.lines;
    }

    private String text(byte[] body) {
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(body)).toString();
        } catch (CharacterCodingException e) {
            found(0, SECTION, "the playlist is not UTF-8: " + e.getMessage());
            return new String(body, StandardCharsets.ISO_8859_1);
        }
    }

    private void line(int number, String line) {
        if (line.indexOf(BYTE_ORDER_MARK) >= 0) {
            found(number, SECTION, "there is a byte order mark");
        } else if (line.indexOf('\r') >= 0) {
            found(number, SECTION, "there is a carriage return");
        } else if (line.chars().anyMatch(Character::isISOControl)) {
            found(number, SECTION, "there is a control character");
        } else if (line.isEmpty()) {
            found(number, SECTION, "the line is empty");
        } else if (line.startsWith("#EXT")) {
            tag(number, line.substring(1));
        } else if (line.startsWith("#")) {
            found(number, SECTION, "the line is a comment: " + line);
        } else {
            uri(number, line);
        }
    }

    private void uri(int number, String line) {
        try {
            lines.add(new Uri(number, new URI(line).toString()));
        } catch (URISyntaxException e) {
            found(number, SECTION, "\"" + line + "\" is no URI");
        }
    }

    private void tag(int number, String line) {
        int colon = line.indexOf(':');
        var name = colon < 0 ? line : line.substring(0, colon);
        var value = colon < 0 ? "" : line.substring(colon + 1);
        var tag = Tag.named(name);
        if (tag == null) {
            found(number, SECTION, name + " is not a tag that Headwater writes");
            return;
        }
        if (colon >= 0 == tag.syntax() instanceof Nothing) {
            found(number, tag.section(), tag + (colon < 0 ? " has no value" : " has a value"));
            return;
        }
        switch (tag.syntax()) {
            case Nothing() -> lines.add(new Tagged(number, tag, "", Attributes.NONE));
            case Value syntax -> value(number, tag, syntax, value);
            case AttributeList syntax -> attributes(number, tag, syntax, value);
        }
    }

    private void value(int number, Tag tag, Value syntax, String value) {
        boolean right =
                syntax.pattern().matcher(value).matches()
                        && (tag != Tag.PROGRAM_DATE_TIME || AttributeListReader.isDate(value));
        if (right) {
            lines.add(new Tagged(number, tag, value, Attributes.NONE));
        } else {
            found(
                    number,
                    tag.section(),
                    tag + " is \"" + value + "\", which is no " + syntax.name());
        }
    }

    private void attributes(int number, Tag tag, AttributeList syntax, String value) {
        var attributes = AttributeListReader.read(tag, syntax, value, number, findings);
        if (attributes.values().keySet().containsAll(syntax.required())) {
            lines.add(new Tagged(number, tag, "", attributes));
        }
    }

    private void found(int line, String section, String sentence) {
        findings.add(Kind.SYNTAX, line, section, sentence);
    }
}
