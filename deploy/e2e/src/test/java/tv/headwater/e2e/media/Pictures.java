package tv.headwater.e2e.media;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Every picture of a rendition, decoded, in the order in which a player shows it. */
public record Pictures(String rendition, List<Picture> all) {

    private static final Duration DECODE = Duration.ofMinutes(2);

    public Pictures {
        all = List.copyOf(all);
    }

    /**
     * @param msn of its segment
     * @param discontinuity the discontinuity sequence of its segment; times compare only within one
     * @param pts in 90 kHz ticks
     * @param number that stands in it; −1 where none can be read
     */
    public record Picture(long msn, long discontinuity, long pts, int number) {}

    /**
     * Decodes segments that were kept, each stretch between two init segments by itself, as a player does.
     *
     * @throws AssertionError if ffmpeg complains, or finds another number of pictures than there are samples
     */
    public static Pictures decode(
            Ffmpeg ffmpeg, Path work, String rendition, List<Archive.Kept> segments) {
        var pictures = new ArrayList<Picture>();
        for (var stretch : stretches(segments)) {
            pictures.addAll(decode(ffmpeg, work, stretch));
        }
        return new Pictures(rendition, pictures);
    }

    private static List<List<Archive.Kept>> stretches(List<Archive.Kept> segments) {
        var stretches = new ArrayList<List<Archive.Kept>>();
        Archive.Kept before = null;
        for (var kept : segments) {
            if (before == null || !continues(before, kept)) {
                stretches.add(new ArrayList<>());
            }
            stretches.getLast().add(kept);
            before = kept;
        }
        return stretches;
    }

    private static boolean continues(Archive.Kept before, Archive.Kept kept) {
        return kept.init().equals(before.init())
                && kept.discontinuitySequence() == before.discontinuitySequence()
                // ffmpeg would leave out what goes back in time, and that is to be seen.
                && kept.samples().getFirst().dts() > before.samples().getLast().dts();
    }

    private static List<Picture> decode(Ffmpeg ffmpeg, Path work, List<Archive.Kept> stretch) {
        var shown = new ArrayList<Picture>();
        try {
            var init = Files.readAllBytes(stretch.getFirst().init());
            int timescale = Cmaf.timescale(init);
            var file = Files.write(work, init);
            for (var kept : stretch) {
                Files.write(file, kept.bytes(), StandardOpenOption.APPEND);
                kept.samples().stream()
                        .map(sample ->
                                new Picture(
                                        kept.msn(),
                                        kept.discontinuitySequence(),
                                        sample.pts() * 90_000 / timescale,
                                        -1))
                        .sorted(Comparator.comparingLong(Picture::pts))
                        .forEach(shown::add);
            }
            return numbered(shown, ffmpeg.strips(file, DECODE));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A decoder gives pictures out by their time, so the k-th picture is the one with the k-th time. */
    private static List<Picture> numbered(List<Picture> shown, byte[] strips) {
        int decoded = strips.length / NumberedPicture.STRIP_WIDTH;
        if (decoded != shown.size()) {
            throw new AssertionError(
                    shown.size() + " samples were decoded to " + decoded + " pictures");
        }
        var numbered = new ArrayList<Picture>();
        for (int i = 0; i < decoded; i++) {
            var picture = shown.get(i);
            var number = NumberedPicture.number(strips, i * NumberedPicture.STRIP_WIDTH);
            numbered.add(
                    new Picture(
                            picture.msn(),
                            picture.discontinuity(),
                            picture.pts(),
                            number.orElse(-1)));
        }
        return numbered;
    }

    /** What of these pictures is not as in {@code source}, from segment {@code from} to segment {@code to}. */
    public Difference differenceFrom(Pictures source, long from, long to) {
        var wanted = byTime(source.between(from, to));
        var missing = new HashMap<>(wanted);
        var doubled = new ArrayList<Picture>();
        var altered = new ArrayList<Picture>();
        var disordered = new ArrayList<Picture>();
        Picture before = null;
        for (var picture : between(from, to)) {
            var original = wanted.get(Time.of(picture));
            if (original == null || original.number() != picture.number()) {
                altered.add(picture);
            } else if (missing.remove(Time.of(picture)) == null) {
                doubled.add(picture);
            }
            if (before != null
                    && picture.discontinuity() == before.discontinuity()
                    && picture.pts() <= before.pts()) {
                disordered.add(picture);
            }
            before = picture;
        }
        return new Difference(
                rendition,
                wanted.size(),
                missing.values().stream().sorted(Comparator.comparingLong(Picture::pts)).toList(),
                doubled,
                disordered,
                altered);
    }

    private List<Picture> between(long from, long to) {
        return all.stream().filter(p -> p.msn() >= from && p.msn() <= to).toList();
    }

    private record Time(long discontinuity, long pts) {
        static Time of(Picture picture) {
            return new Time(picture.discontinuity(), picture.pts());
        }
    }

    private static Map<Time, Picture> byTime(List<Picture> pictures) {
        var byTime = new HashMap<Time, Picture>();
        pictures.forEach(picture -> byTime.put(Time.of(picture), picture));
        return byTime;
    }

    /**
     * @param compared pictures of the source
     * @param missing of the source's pictures
     * @param doubled shown a second time
     * @param disordered shown no later than the one before
     * @param altered not at any time of the source's, or with another number, or none
     */
    public record Difference(
            String rendition,
            int compared,
            List<Picture> missing,
            List<Picture> doubled,
            List<Picture> disordered,
            List<Picture> altered) {

        public boolean isNone() {
            return missing.isEmpty()
                    && doubled.isEmpty()
                    && disordered.isEmpty()
                    && altered.isEmpty();
        }

        @Override
        public String toString() {
            return "%s: %d pictures, %s missing, %s doubled, %s out of order, %s altered"
                    .formatted(
                            rendition,
                            compared,
                            some(missing),
                            some(doubled),
                            some(disordered),
                            some(altered));
        }

        private static String some(List<Picture> pictures) {
            return pictures.isEmpty()
                    ? "0"
                    : pictures.size() + " " + pictures.subList(0, Math.min(3, pictures.size()));
        }
    }
}
