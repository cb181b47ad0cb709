package tv.headwater.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** How much memory a process has. */
public final class ResidentSet {

    private ResidentSet() {}

    /** In bytes; 0 if the machine does not say. */
    public static long of(long pid) {
        var status = Path.of("/proc/" + pid + "/status");
        try {
            if (Files.exists(status)) {
                return Files.readAllLines(status).stream()
                        .filter(line -> line.startsWith("VmRSS:"))
                        .mapToLong(line -> kibibytes(line.replaceAll("[^0-9]", "")))
                        .findFirst()
                        .orElse(0);
            }
            var process =
                    new ProcessBuilder(List.of("ps", "-o", "rss=", "-p", String.valueOf(pid)))
                            .start();
            return kibibytes(
                    new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
                            .strip());
        } catch (IOException e) {
            return 0;
        }
    }

    private static long kibibytes(String number) {
        return number.isEmpty() ? 0 : Long.parseLong(number) * 1024;
    }
}
