package tv.headwater.packager.playlist;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.List;

/**
 * The text of a Media Playlist.
 *
 * @param past between head and tail; other texts have the same blocks
 */
public record PlaylistText(String head, List<PastSegments.Block> past, String tail) {

    public PlaylistText {
        past = List.copyOf(past);
    }

    /** All of it. */
    @Override
    public String toString() {
        var text = new StringBuilder(head);
        past.forEach(block -> text.append(UTF_8.decode(block.text().duplicate())));
        return text.append(tail).toString();
    }
}
