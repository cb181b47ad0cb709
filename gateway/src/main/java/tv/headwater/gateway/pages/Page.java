package tv.headwater.gateway.pages;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;
import org.springframework.http.CacheControl;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;

/** A file of the web pages, ready to send. */
final class Page {

    private final MediaType type;
    private final String etag;
    private final byte[] bytes;
    private final byte @Nullable [] gzip;

    /**
     * @throws IllegalArgumentException if nobody knows the media type of {@code name}
     */
    Page(String name, byte[] bytes) {
        this.type = type(name);
        this.etag = etag(bytes);
        this.bytes = bytes;
        var zipped = gzip(bytes);
        this.gzip = zipped.length < bytes.length * 9L / 10 ? zipped : null;
    }

    /** Answers with the page, compressed where that gains something and the caller takes it. */
    ResponseEntity<byte[]> answer(CacheControl cacheControl, boolean acceptsGzip) {
        var response =
                ResponseEntity.ok()
                        .contentType(type)
                        .cacheControl(cacheControl)
                        .varyBy(HttpHeaders.ACCEPT_ENCODING);
        // Each encoding is a representation with an ETag of its own (RFC 9110, 8.8.3.3).
        return acceptsGzip && gzip != null
                ? response.eTag('"' + etag + "-gzip\"")
                        .header(HttpHeaders.CONTENT_ENCODING, "gzip")
                        .body(gzip)
                : response.eTag('"' + etag + '"').body(bytes);
    }

    private static MediaType type(String name) {
        var ending = name.substring(name.lastIndexOf('.') + 1);
        return MediaType.parseMediaType(
                switch (ending) {
                    case "html" -> "text/html;charset=UTF-8";
                    case "js" -> "text/javascript;charset=UTF-8";
                    case "css" -> "text/css;charset=UTF-8";
                    case "txt" -> "text/plain;charset=UTF-8";
                    case "svg" -> "image/svg+xml";
                    case "ico" -> "image/x-icon";
                    case "png" -> "image/png";
                    case "woff2" -> "font/woff2";
                    default ->
                            throw new IllegalArgumentException(
                                    "no media type is known for " + name);
                });
    }

    private static String etag(byte[] bytes) {
        try {
            var digest = MessageDigest.getInstance("SHA-256").digest(bytes);
            return HexFormat.of().formatHex(digest, 0, 12);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private static byte[] gzip(byte[] bytes) {
        var out = new ByteArrayOutputStream();
        try (var gzip = new GZIPOutputStream(out)) {
            gzip.write(bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }
}
