package tv.headwater.e2e;

import com.microsoft.playwright.Browser;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.SimpleFileServer;
import com.sun.net.httpserver.SimpleFileServer.OutputLevel;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/**
 * Pages in which the players of others play, on a server of their own, as on a site that has nothing to do with Headwater. A real one: of
 * a page that never came from an address, Chromium does not let requests be redirected to this machine's.
 */
final class PlayerPages implements AutoCloseable {

    /** Where the players are installed, relative to the module. */
    static final Path PLAYERS = Path.of("players").toAbsolutePath();

    private final HttpServer server;

    private PlayerPages(HttpServer server) {
        this.server = server;
    }

    static PlayerPages open() {
        var address = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        var server = SimpleFileServer.createFileServer(address, PLAYERS, OutputLevel.NONE);
        server.start();
        return new PlayerPages(server);
    }

    /**
     * Plays, muted, in a page of its own.
     *
     * @param player dash, hls or shaka
     * @param manifest of a kind that it plays
     */
    ForeignPlayer play(Browser browser, String player, URI manifest) {
        var page =
                "http://localhost:%d/%s.html?manifest=%s"
                        .formatted(
                                server.getAddress().getPort(),
                                player,
                                URLEncoder.encode(manifest.toString(), StandardCharsets.UTF_8));
        return ForeignPlayer.open(browser, player, page);
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
