package tv.headwater.e2e.hls;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.OptionalInt;
import java.util.OptionalLong;
import tv.headwater.e2e.hls.playlist.Finding.Kind;
import tv.headwater.e2e.hls.playlist.Findings;
import tv.headwater.e2e.hls.playlist.MediaPlaylist;

/**
 * Delivery directives (RFC 8216bis 6.2.5).
 *
 * @param msn {@code _HLS_msn}
 * @param part {@code _HLS_part}
 * @param skip {@code _HLS_skip=YES}
 */
record Directives(OptionalLong msn, OptionalInt part, boolean skip) {

    static final Directives NONE = new Directives(OptionalLong.empty(), OptionalInt.empty(), false);

    /** A number so far ahead that no server may wait for it. */
    private static final long FAR = 10;

    private static final String BLOCKING = "6.2.5.2";

    /** Asks for what comes after a playlist; for nothing in particular where its server does not block. */
    static Directives after(MediaPlaylist playlist) {
        if (!blocks(playlist)) {
            return NONE;
        }
        return new Directives(
                OptionalLong.of(playlist.nextMsn()),
                playlist.partTarget().isPresent()
                        ? OptionalInt.of(playlist.open().parts().size())
                        : OptionalInt.empty(),
                false);
    }

    static boolean blocks(MediaPlaylist playlist) {
        var control = playlist.serverControl();
        return control != null && control.canBlockReload() && !playlist.ended();
    }

    static boolean skips(MediaPlaylist playlist) {
        var control = playlist.serverControl();
        return control != null && control.canSkipUntil().isPresent();
    }

    Directives skipping() {
        return new Directives(msn, part, true);
    }

    URI on(URI playlist) {
        var query = new StringBuilder();
        msn.ifPresent(value -> append(query, "_HLS_msn=" + value));
        part.ifPresent(value -> append(query, "_HLS_part=" + value));
        if (skip) {
            append(query, "_HLS_skip=YES");
        }
        return query.isEmpty() ? playlist : URI.create(playlist + "?" + query);
    }

    private static void append(StringBuilder query, String directive) {
        query.append(query.isEmpty() ? "" : "&").append(directive);
    }

    /** Checks that an answer has what was asked for. */
    void check(MediaPlaylist answer, Findings findings) {
        if (msn.isPresent() && !answer.answers(msn.getAsLong(), part)) {
            findings.add(
                    Kind.DIRECTIVES,
                    0,
                    BLOCKING,
                    "the answer ends before "
                            + answer.nextMsn()
                            + "."
                            + answer.open().parts().size()
                            + ", without what was asked for");
        }
    }

    /** Asks for what must be refused, as far as a playlist announces that its server knows the directive. */
    static void checkRefusals(Client client, URI uri, MediaPlaylist playlist, Findings findings) {
        if (blocks(playlist)) {
            refused(client, uri, "_HLS_part=0", BLOCKING, findings);
            long far = playlist.nextMsn() + FAR;
            refused(client, uri, "_HLS_msn=" + far, BLOCKING, findings);
            refused(client, uri, "_HLS_msn=" + far + "&_HLS_part=0", BLOCKING, findings);
            refused(client, uri, "_HLS_msn=-1", BLOCKING, findings);
        }
        if (skips(playlist)) {
            refused(client, uri, "_HLS_skip=junk", "6.2.5.1", findings);
        }
    }

    private static void refused(
            Client client, URI uri, String query, String section, Findings findings) {
        var answer = client.get(URI.create(uri + "?" + query));
        // What ends meanwhile has nothing to wait for.
        boolean ended =
                new String(answer.body(), StandardCharsets.UTF_8).contains("#EXT-X-ENDLIST");
        if (answer.status() != 400 && !ended) {
            findings.on(answer.subject())
                    .add(
                            Kind.DIRECTIVES,
                            0,
                            section,
                            "what must be refused with 400 is answered with " + answer.status());
        }
    }
}
