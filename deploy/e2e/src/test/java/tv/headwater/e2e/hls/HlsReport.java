package tv.headwater.e2e.hls;

import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import tv.headwater.e2e.hls.playlist.Finding;

/**
 * What following a stream has shown.
 *
 * @param renditions how many media playlists were followed
 * @param ended whether all of them ended
 * @param playlists how many full media playlists were checked
 * @param blocked how many of them were answers to a blocking reload
 * @param deltas how many delta updates were applied and compared
 * @param hints how many parts that were hinted at were delivered and found listed, with the same bytes
 * @param keys how many keys were fetched
 * @param encrypted how many of the segments and parts have encrypted samples: their boxes were checked, what the samples are was
 *     not, and no rule vouches for it
 */
public record HlsReport(
        List<Finding> findings,
        int renditions,
        boolean ended,
        long playlists,
        long blocked,
        long deltas,
        long inits,
        long segments,
        long parts,
        long hints,
        long keys,
        long encrypted) {

    public HlsReport {
        findings = List.copyOf(findings);
    }

    static HlsReport of(List<Finding> findings, int renditions, boolean ended, Tally tally) {
        return new HlsReport(
                findings,
                renditions,
                ended,
                tally.playlists.sum(),
                tally.blocked.sum(),
                tally.deltas.sum(),
                tally.inits.sum(),
                tally.segments.sum(),
                tally.parts.sum(),
                tally.hints.sum(),
                tally.keys.sum(),
                tally.encrypted.sum());
    }

    /** All findings but those of kinds that are to be expected. */
    public List<Finding> findingsBut(Finding.Kind... expected) {
        var kinds = Arrays.asList(expected);
        return findings.stream().filter(finding -> !kinds.contains(finding.kind())).toList();
    }

    public Map<Finding.Kind, List<Finding>> byKind() {
        return findings.stream()
                .collect(
                        Collectors.groupingBy(
                                Finding::kind,
                                () -> new EnumMap<>(Finding.Kind.class),
                                Collectors.toList()));
    }

    /** The figures, without the findings. */
    public String figures() {
        return "%d renditions%s, %d playlists (%d blocked, %d deltas), %d init segments, %d segments, %d parts, %d hints, %d keys, %d with encrypted samples (boxes checked alone), %d findings"
                .formatted(
                        renditions,
                        ended ? " to their end" : "",
                        playlists,
                        blocked,
                        deltas,
                        inits,
                        segments,
                        parts,
                        hints,
                        keys,
                        encrypted,
                        findings.size());
    }
}
