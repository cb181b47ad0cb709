package tv.headwater.standalone;

import java.io.IOException;
import java.nio.file.Files;
import org.jspecify.annotations.Nullable;
import tv.headwater.standalone.demo.Demo;
import tv.headwater.standalone.instance.DataDirectory;
import tv.headwater.standalone.instance.Ports;

/** The last lines of a start: where everything is. */
record Greeting(Ports ports, DataDirectory directory, @Nullable Demo demo) {

    void print(Progress progress, boolean firstStart) throws IOException {
        var http = "http://localhost:" + ports.gateway();
        progress.line("Ready after %.1f s".formatted(progress.elapsed()));
        progress.line("");
        progress.line("  Web page   " + http + "/");
        if (demo != null) {
            progress.line("  Demo       " + http + "/watch/" + demo.streamId());
        }
        progress.line(
                "  Publish    rtmp://localhost:" + ports.rtmp() + "/live  with a stream's key");
        progress.line("  API docs   " + http + "/api/docs");
        if (firstStart && Files.exists(directory.adminPassword())) {
            progress.line(
                    "  Admin      user admin, password "
                            + Files.readString(directory.adminPassword()).strip()
                            + "  (shown this once, kept in "
                            + directory.adminPassword()
                            + ")");
        }
        progress.line("  Logs       " + directory.logs());
        progress.line("");
        progress.line("Ctrl-C stops everything.");
    }
}
