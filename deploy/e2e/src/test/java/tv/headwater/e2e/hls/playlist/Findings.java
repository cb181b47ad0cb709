package tv.headwater.e2e.hls.playlist;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tv.headwater.e2e.hls.playlist.Finding.Kind;

/** Takes findings on one subject. What is found again, on whatever line, is kept once. Safe for use by many threads. */
public final class Findings {

    /** Of different ones; what is found beyond them changes no verdict. */
    public static final int LIMIT = 1000;

    private final Kept kept;
    private final String subject;

    private Findings(Kept kept, String subject) {
        this.kept = kept;
        this.subject = subject;
    }

    /** Without any. */
    public static Findings none(String subject) {
        return new Findings(new Kept(), subject);
    }

    /** The same collection, for findings on another subject. */
    public Findings on(String another) {
        return new Findings(kept, another);
    }

    /**
     * Keeps one.
     *
     * @param line 0 where it is not about a line
     * @param section of RFC 8216bis
     */
    public void add(Kind kind, int line, String section, String sentence) {
        var name = Character.isDigit(section.charAt(0)) ? "RFC 8216bis " + section : section;
        kept.add(new Finding(kind, subject, line, sentence, name));
    }

    /** All, on every subject, in the order they were found. */
    public List<Finding> list() {
        return kept.list();
    }

    private static final class Kept {

        private record Key(Kind kind, String subject, String sentence) {}

        private final Map<Key, Finding> findings = new LinkedHashMap<>();

        synchronized void add(Finding finding) {
            if (findings.size() < LIMIT) {
                findings.putIfAbsent(
                        new Key(finding.kind(), finding.subject(), finding.sentence()), finding);
            }
        }

        synchronized List<Finding> list() {
            return List.copyOf(findings.values());
        }
    }
}
