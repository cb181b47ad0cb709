package tv.headwater.e2e.hls;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import tv.headwater.e2e.hls.playlist.Finding.Kind;
import tv.headwater.e2e.hls.playlist.Findings;
import tv.headwater.e2e.hls.playlist.MultivariantPlaylist;
import tv.headwater.e2e.hls.playlist.MultivariantPlaylist.Media;
import tv.headwater.e2e.hls.playlist.MultivariantPlaylist.Variant;

/** What must hold of a multivariant playlist by itself and against the one before it (RFC 8216bis 4.4.6). */
final class MultivariantRules {

    private static final String MEDIA = "4.4.6.1";
    private static final String STREAM_INF = "4.4.6.2";

    /** RFC 6381, for the codecs Headwater carries. */
    private static final Pattern VIDEO =
            Pattern.compile(
                    "avc1\\.[0-9A-Fa-f]{6}|hvc1\\.[A-C]?\\d+\\.[0-9A-F]+\\.[LH]\\d+(\\.[0-9A-F]{1,2}){0,6}"
                            + "|av01\\.\\d\\.\\d\\d[MH]\\.\\d\\d(\\..*)?");

    private static final Pattern AUDIO = Pattern.compile("mp4a\\.40\\.\\d+|[oO]pus");

    private final MultivariantPlaylist playlist;
    private final Findings findings;

    private MultivariantRules(MultivariantPlaylist playlist, Findings findings) {
        this.playlist = playlist;
        this.findings = findings;
    }

    static void check(MultivariantPlaylist playlist, Findings findings) {
        var rules = new MultivariantRules(playlist, findings);
        if (playlist.version() < 1) {
            rules.found(0, "8", "there is no version");
        }
        rules.renditions();
        playlist.variants().forEach(rules::variant);
        rules.twins();
    }

    private void renditions() {
        var names = new HashSet<List<String>>();
        var defaults = new HashSet<String>();
        for (var media : playlist.media()) {
            var attributes = media.attributes();
            var name = attributes.textOr("NAME");
            if (!names.add(List.of(media.type(), media.group(), name))) {
                found(media.line(), MEDIA, "group " + media.group() + " has " + name + " twice");
            }
            if (attributes.isYes("DEFAULT") && !defaults.add(media.type() + media.group())) {
                found(media.line(), MEDIA, "group " + media.group() + " has two defaults");
            }
            if (attributes.isYes("DEFAULT") && "NO".equals(attributes.text("AUTOSELECT"))) {
                found(media.line(), MEDIA, name + " is DEFAULT and not AUTOSELECT");
            }
            audio(media);
        }
    }

    private void audio(Media media) {
        if (media.type().equals("AUDIO")) {
            if (!media.attributes().textOr("CHANNELS").matches("[1-9]\\d?(/.*)?")) {
                found(media.line(), MEDIA, "audio of group " + media.group() + " has no CHANNELS");
            }
            if (playlist.variants().stream().noneMatch(variant -> audio(variant, media.group()))) {
                found(media.line(), MEDIA, "no variant plays with group " + media.group());
            }
        }
    }

    private static boolean audio(Variant variant, String group) {
        return group.equals(variant.attributes().text("AUDIO"));
    }

    private void variant(Variant variant) {
        var attributes = variant.attributes();
        long bandwidth = variant.bandwidth();
        long average = attributes.integer("AVERAGE-BANDWIDTH").orElse(-1);
        if (bandwidth == 0) {
            found(variant.line(), STREAM_INF, variant.uri() + " has a BANDWIDTH of 0");
        }
        if (average < 0) {
            found(variant.line(), STREAM_INF, variant.uri() + " has no AVERAGE-BANDWIDTH");
        } else if (average > bandwidth) {
            found(
                    variant.line(),
                    STREAM_INF,
                    "AVERAGE-BANDWIDTH of " + average + " exceeds BANDWIDTH of " + bandwidth);
        }
        codecs(variant);
        groups(variant);
    }

    private void codecs(Variant variant) {
        boolean picture = false;
        for (var codec : variant.codecs()) {
            boolean isVideo = VIDEO.matcher(codec).matches();
            picture |= isVideo;
            if (!isVideo && !AUDIO.matcher(codec).matches()) {
                found(variant.line(), STREAM_INF, "codec " + codec + " is none of ours");
            }
        }
        boolean rated = variant.attributes().decimal("FRAME-RATE").orElse(0) > 0;
        if (picture && !variant.hasPicture()) {
            found(variant.line(), STREAM_INF, variant.uri() + " has video and no RESOLUTION");
        }
        if (picture && !rated) {
            found(variant.line(), STREAM_INF, variant.uri() + " has video and no FRAME-RATE");
        }
        if (!picture && (variant.hasPicture() || rated)) {
            found(variant.line(), STREAM_INF, variant.uri() + " has a picture and no video codec");
        }
        boolean sound = variant.codecs().stream().anyMatch(codec -> AUDIO.matcher(codec).matches());
        if (variant.attributes().has("AUDIO") && !sound) {
            found(variant.line(), STREAM_INF, variant.uri() + " has audio and no audio codec");
        }
    }

    private void groups(Variant variant) {
        for (var type : List.of("AUDIO", "SUBTITLES")) {
            var group = variant.attributes().text(type);
            boolean resolves =
                    group == null
                            || playlist.media().stream()
                                    .anyMatch(media ->
                                            media.type().equals(type)
                                                    && media.group().equals(group));
            if (!resolves) {
                found(variant.line(), STREAM_INF, "there is no group " + group + " of " + type);
            }
        }
    }

    private void twins() {
        var seen = new HashSet<List<String>>();
        for (var variant : playlist.variants()) {
            if (!seen.add(List.of(variant.uri(), variant.attributes().textOr("AUDIO")))) {
                found(variant.line(), STREAM_INF, variant.uri() + " is listed twice");
            }
        }
    }

    /** What both list is in the same order: a player takes the first variant it can play. */
    static void order(MultivariantPlaylist before, MultivariantPlaylist after, Findings findings) {
        var were = names(before);
        var are = names(after);
        Set<List<String>> common = new HashSet<>(were);
        common.retainAll(are);
        were.retainAll(common);
        are.retainAll(common);
        if (!were.equals(are)) {
            findings.add(
                    Kind.MULTIVARIANT,
                    0,
                    STREAM_INF,
                    "the variants were in the order " + were + " and are in " + are);
        }
    }

    private static List<List<String>> names(MultivariantPlaylist playlist) {
        return playlist.variants().stream()
                .map(variant -> List.of(variant.uri(), variant.attributes().textOr("AUDIO")))
                .collect(Collectors.toCollection(ArrayList::new));
    }

    private void found(int line, String section, String sentence) {
        findings.add(Kind.MULTIVARIANT, line, section, sentence);
    }
}
