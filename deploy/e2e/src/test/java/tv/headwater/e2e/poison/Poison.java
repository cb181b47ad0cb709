package tv.headwater.e2e.poison;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.zip.CRC32C;
import tv.headwater.e2e.media.FlvTag;

/** Makes one picture of a clip the death of every worker that is started with a JVM option. */
public final class Poison {

    private static final String AGENT = PoisonAgent.class.getName();

    /** What in FLV comes before an access unit: frame type and codec, packet type, composition offset. */
    private static final int TAG_HEADER = 5;

    private Poison() {}

    /**
     * The option for workers' JVMs.
     *
     * @param directory where the agent's jar is put
     * @param segment the number of the one in which the picture is poison
     * @param picture H.264
     */
    public static String option(Path directory, long segment, FlvTag picture) {
        var crc = new CRC32C();
        crc.update(picture.body(), TAG_HEADER, picture.body().length - TAG_HEADER);
        return "-javaagent:%s=%d:%08x".formatted(jar(directory), segment, crc.getValue());
    }

    private static Path jar(Path directory) {
        var manifest = new Manifest();
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        manifest.getMainAttributes().putValue("Premain-Class", AGENT);
        var jar = directory.resolve("poison.jar");
        try (var out = new JarOutputStream(Files.newOutputStream(jar), manifest)) {
            for (var part : new String[] {"", "$1", "$Tasting"}) {
                var entry = AGENT.replace('.', '/') + part + ".class";
                out.putNextEntry(new JarEntry(entry));
                try (var in = Poison.class.getClassLoader().getResourceAsStream(entry)) {
                    if (in == null) {
                        throw new IOException(entry + " is not on the class path");
                    }
                    in.transferTo(out);
                }
            }
            return jar;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
