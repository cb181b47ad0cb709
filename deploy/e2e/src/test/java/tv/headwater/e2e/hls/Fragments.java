package tv.headwater.e2e.hls;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import tv.headwater.e2e.hls.playlist.Finding.Kind;
import tv.headwater.e2e.hls.playlist.Findings;
import tv.headwater.e2e.media.Cmaf;
import tv.headwater.e2e.media.Sample;

/** The boxes of CMAF files (ISO/IEC 23000-19) as HLS wants them. */
final class Fragments {

    private static final int BOX_HEADER = 8;
    private static final String SECTION = "3.1.2";

    private Fragments() {}

    /** Ticks a second; 0 where the init segment is none. */
    static int timescale(byte[] init, Findings findings) {
        try {
            var types = types(init);
            if (!types.equals(List.of("ftyp", "moov"))) {
                found(findings, "the init segment is of " + types + " and not of ftyp and moov");
            }
            int timescale = Cmaf.timescale(init);
            if (timescale <= 0) {
                found(findings, "the time scale is " + timescale);
            }
            return Math.max(0, timescale);
        } catch (RuntimeException e) {
            found(findings, "the init segment does not parse: " + e);
            return 0;
        }
    }

    /** Whether an init segment says that samples are encrypted. */
    static boolean isEncrypted(byte[] init, Findings findings) {
        try {
            var scheme = Cmaf.encryption(init);
            if (scheme.isPresent() && !scheme.get().equals("cbcs")) {
                found(findings, "the samples are encrypted by " + scheme.get() + " and not cbcs");
            }
            return scheme.isPresent();
        } catch (RuntimeException e) {
            found(findings, "the sample entry does not parse: " + e);
            return false;
        }
    }

    /** The fragments of a segment or part; none where it is broken. */
    static List<Cmaf.Fragment> read(byte[] file, Findings findings) {
        try {
            structure(types(file), findings);
            var fragments = Cmaf.fragments(file);
            long samples =
                    fragments.stream()
                            .flatMap(fragment -> fragment.samples().stream())
                            .mapToLong(Sample::size)
                            .sum();
            long payload = payload(file);
            if (samples != payload) {
                found(findings, "samples of " + samples + " bytes lie in mdat of " + payload);
            }
            if (fragments.stream().anyMatch(fragment -> fragment.samples().isEmpty())) {
                found(findings, "a fragment has no samples");
                return List.of();
            }
            return fragments;
        } catch (RuntimeException e) {
            found(findings, "the file does not parse: " + e);
            return List.of();
        }
    }

    private static void structure(List<String> types, Findings findings) {
        boolean styp = !types.isEmpty() && types.getFirst().equals("styp");
        var rest = styp ? types.subList(1, types.size()) : types;
        boolean right = !rest.isEmpty() && rest.size() % 2 == 0;
        for (int i = 0; i < rest.size(); i++) {
            right &= rest.get(i).equals(i % 2 == 0 ? "moof" : "mdat");
        }
        if (!right) {
            found(findings, "the boxes " + types + " are not moof and mdat in turn");
        }
    }

    private static List<String> types(byte[] file) {
        var types = new ArrayList<String>();
        for (int at = 0; at < file.length; at += size(file, at)) {
            types.add(type(file, at));
        }
        return types;
    }

    private static long payload(byte[] file) {
        long payload = 0;
        for (int at = 0; at < file.length; at += size(file, at)) {
            if (type(file, at).equals("mdat")) {
                payload += size(file, at) - BOX_HEADER;
            }
        }
        return payload;
    }

    private static int size(byte[] file, int at) {
        int size = ByteBuffer.wrap(file).getInt(at);
        if (size < BOX_HEADER || size > file.length - at) {
            throw new IllegalArgumentException(
                    "box of " + size + " bytes where " + (file.length - at) + " are left");
        }
        return size;
    }

    private static String type(byte[] file, int at) {
        return new String(file, at + 4, 4, StandardCharsets.US_ASCII);
    }

    private static void found(Findings findings, String sentence) {
        findings.add(Kind.MEDIA, 0, SECTION, sentence);
    }
}
