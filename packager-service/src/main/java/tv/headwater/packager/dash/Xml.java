package tv.headwater.packager.dash;

import java.util.ArrayDeque;
import java.util.Deque;

/** Writes elements and attributes, indented. An element is closed by {@link #end}. */
final class Xml {

    private static final String INDENT = "  ";

    private final StringBuilder text =
            new StringBuilder(4096).append("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    private final Deque<String> open = new ArrayDeque<>();

    /** Whether the newest element's start tag is still open. */
    private boolean inTag;

    Xml begin(String element) {
        closeTag();
        text.repeat(INDENT, open.size()).append('<').append(element);
        open.push(element);
        inTag = true;
        return this;
    }

    /** Gives the element just begun an attribute. */
    Xml with(String attribute, Object value) {
        if (!inTag) {
            throw new IllegalStateException("attribute " + attribute + " is outside of a tag");
        }
        text.append(' ').append(attribute).append("=\"");
        value.toString().chars().forEach(this::append);
        text.append('"');
        return this;
    }

    Xml end() {
        var element = open.pop();
        if (inTag) {
            text.append("/>\n");
            inTag = false;
        } else {
            text.repeat(INDENT, open.size()).append("</").append(element).append(">\n");
        }
        return this;
    }

    private void closeTag() {
        if (inTag) {
            text.append(">\n");
            inTag = false;
        }
    }

    private void append(int character) {
        switch (character) {
            case '&' -> text.append("&amp;");
            case '<' -> text.append("&lt;");
            case '>' -> text.append("&gt;");
            case '"' -> text.append("&quot;");
            case '\t', '\n', '\r' -> text.append("&#").append(character).append(';');
            default -> {
                // XML 1.0 2.2: these cannot be written at all.
                if (character < ' ' || character == 0xfffe || character == 0xffff) {
                    throw new IllegalArgumentException(
                            "character " + character + " is not allowed in XML");
                }
                text.append((char) character);
            }
        }
    }

    /** All elements must have been closed. */
    String text() {
        if (!open.isEmpty()) {
            throw new IllegalStateException("element " + open.peek() + " is open");
        }
        return text.toString();
    }
}
