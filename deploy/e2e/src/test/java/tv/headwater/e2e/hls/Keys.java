package tv.headwater.e2e.hls;

import java.net.URI;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import javax.crypto.Cipher;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;
import tv.headwater.e2e.hls.playlist.Attributes;
import tv.headwater.e2e.hls.playlist.Finding.Kind;
import tv.headwater.e2e.hls.playlist.Findings;
import tv.headwater.e2e.hls.playlist.MediaPlaylist.Segment;

/** The keys of a stream (RFC 8216bis 4.4.4.4), each fetched once. Safe for use by many threads. */
final class Keys {

    private static final String SECTION = "4.4.4.4";
    private static final int BYTES = 16;

    private final Client client;
    private final Findings findings;
    private final Tally tally;
    private final Map<URI, Optional<byte[]>> keys = new ConcurrentHashMap<>();

    Keys(Client client, Findings findings, Tally tally) {
        this.client = client;
        this.findings = findings;
        this.tally = tally;
    }

    /** What a key says is encrypted. */
    enum Method {
        NONE,
        WHOLE_SEGMENTS,
        SAMPLES;

        static Method of(@Nullable Attributes key) {
            return switch (key == null ? "NONE" : key.textOr("METHOD")) {
                case "AES-128" -> WHOLE_SEGMENTS;
                case "SAMPLE-AES" -> SAMPLES;
                default -> NONE;
            };
        }
    }

    /**
     * The key of a segment.
     *
     * @param playlist its URI is relative to
     * @return empty where it has none, or it cannot be had
     */
    Optional<byte[]> of(Segment segment, URI playlist) {
        var attributes = segment.key();
        return attributes == null || Method.of(attributes) == Method.NONE
                ? Optional.empty()
                : keys.computeIfAbsent(playlist.resolve(attributes.textOr("URI")), this::fetched);
    }

    private Optional<byte[]> fetched(URI uri) {
        var answer = client.get(uri);
        if (!HttpRules.found(answer, findings)) {
            return Optional.empty();
        }
        HttpRules.key(answer, findings);
        if (answer.body().length != BYTES) {
            found(uri.getPath(), "the key has " + answer.body().length + " bytes, not " + BYTES);
            return Optional.empty();
        }
        tally.keys.increment();
        return Optional.of(answer.body());
    }

    /**
     * Decrypts a whole segment.
     *
     * @return empty where its key opens it not
     */
    Optional<byte[]> open(Segment segment, byte[] bytes, URI playlist, String subject) {
        return of(segment, playlist).flatMap(key -> decrypted(segment, bytes, key, subject));
    }

    private Optional<byte[]> decrypted(Segment segment, byte[] bytes, byte[] key, String subject) {
        try {
            var cipher = Cipher.getInstance("AES/CBC/PKCS5Padding");
            cipher.init(
                    Cipher.DECRYPT_MODE,
                    new SecretKeySpec(key, "AES"),
                    new IvParameterSpec(iv(segment)));
            return Optional.of(cipher.doFinal(bytes));
        } catch (GeneralSecurityException e) {
            found(subject, "the key does not open the segment: " + e.getMessage());
            return Optional.empty();
        }
    }

    /** The number of the segment where there is no other (RFC 8216bis 5.2). */
    private static byte[] iv(Segment segment) {
        var key = segment.key();
        var written = key == null ? "" : key.textOr("IV");
        return written.isEmpty()
                ? ByteBuffer.allocate(BYTES).putLong(8, segment.msn()).array()
                : HexFormat.of().parseHex(written.substring(2));
    }

    /** Holds an init segment to the key that stands before it. */
    void sampleEntry(Segment segment, boolean encrypted, String subject) {
        if (encrypted != (Method.of(segment.key()) == Method.SAMPLES)) {
            found(
                    subject,
                    encrypted
                            ? "the samples are encrypted and the segments have no key for samples"
                            : "the segments have a key for samples, which are in the clear");
        }
    }

    private void found(String subject, String sentence) {
        findings.on(subject).add(Kind.MEDIA, 0, SECTION, sentence);
    }
}
