package tv.headwater.packager.crypt;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tv.headwater.contract.stream.ContentSecret;
import tv.headwater.packager.testing.Broadcast;
import tv.headwater.packager.testing.Packaging;
import tv.headwater.packager.testing.Program;
import tv.headwater.packager.ts.TransportStream;

/** A real ffmpeg plays encrypted MPEG-TS segments by their playlist, across a change of keys. */
class SegmentCipherTest {

    private static final int KEY_PERIOD = 4;

    @TempDir Path directory;

    @Test
    void ffmpegPlaysWhatWasEncrypted() throws Exception {
        var secret = ContentSecret.random();
        var packaged =
                Packaging.of(
                        new Broadcast().session(Broadcast.testMedia(90_000, 4)).end().records());
        var playlist = new StringBuilder("#EXTM3U\n#EXT-X-VERSION:3\n#EXT-X-TARGETDURATION:2\n");
        playlist.append("#EXT-X-MEDIA-SEQUENCE:" + packaged.video().getFirst().msn() + "\n");
        long last = -1;
        List<byte[]> clear = new ArrayList<>();
        for (int i = 0; i < packaged.video().size(); i++) {
            var video = packaged.video().get(i);
            var segment = TransportStream.segment(video, packaged.audio().get(i));
            clear.add(bytes(segment));
            var key = ContentKey.of(secret, ContentKey.number(video.msn(), KEY_PERIOD));
            if (key.number() != last) {
                last = key.number();
                var file = last + ".key";
                Files.write(directory.resolve(file), bytes(key.bytes()));
                playlist.append(KeyTag.aes128(file).text()).append('\n');
            }
            var name = video.msn() + ".ts";
            var encrypted = SegmentCipher.encrypt(key, video.msn(), segment);
            assertThat(encrypted.remaining() % 16).isZero();
            Files.write(directory.resolve(name), bytes(encrypted));
            playlist.append("#EXTINF:2.0,\n").append(name).append('\n');
        }
        Files.writeString(directory.resolve("index.m3u8"), playlist + "#EXT-X-ENDLIST\n");
        try (var out = Files.newOutputStream(directory.resolve("clear.ts"))) {
            for (var segment : clear) {
                out.write(segment);
            }
        }
        assertThat(last).isEqualTo(4);
        assertThat(packets("index.m3u8")).hasSizeGreaterThan(1500).isEqualTo(packets("clear.ts"));
    }

    /** In each track's own order, whatever the demuxer makes of both together. */
    private List<String> packets(String input) throws Exception {
        List<String> command = new ArrayList<>(List.of("ffmpeg", "-v", "error"));
        if (input.endsWith(".m3u8")) {
            command.addAll(List.of("-allowed_extensions", "ALL"));
        }
        command.addAll(List.of("-i", input, "-c", "copy", "-f", "framemd5", "-"));
        return Program.run(directory, command.toArray(String[]::new)).stream()
                .filter(line -> !line.startsWith("#"))
                .sorted()
                .toList();
    }

    private static byte[] bytes(ByteBuffer buffer) {
        var bytes = new byte[buffer.remaining()];
        buffer.get(buffer.position(), bytes);
        return bytes;
    }
}
