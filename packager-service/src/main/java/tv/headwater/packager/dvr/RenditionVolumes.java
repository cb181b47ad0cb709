package tv.headwater.packager.dvr;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.regex.Matcher;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tv.headwater.packager.segment.InitSegment;
import tv.headwater.packager.segment.MediaSegment;

/** What one rendition has on disk. The writer thread's alone but for {@link #index}. */
final class RenditionVolumes {

    private static final Logger log = LoggerFactory.getLogger(RenditionVolumes.class);

    /** What a volume holds at most, since nothing less than a volume can expire. */
    static final Duration VOLUME_SPAN = Duration.ofHours(1);

    private static final long VOLUME_SPAN_MICROS = VOLUME_SPAN.toMillis() * 1000;

    /** What became of a segment. */
    enum Fate {
        WRITTEN,

        /** The same is there already. */
        REPEATED,

        /** Another one with its number is there already. */
        CONFLICT,

        /** It is longer than a record can say. */
        UNFIT
    }

    private final RenditionKey key;
    private final Path directory;
    private final DvrLimits limits;
    private final TreeMap<Integer, Volume> volumes = new TreeMap<>();
    private volatile DvrIndex index = DvrIndex.EMPTY;
    private int lastNumber;
    private long lastAppend;
    private boolean conflictIsKnown;

    RenditionVolumes(Path root, RenditionKey key, DvrLimits limits) {
        this.key = key;
        this.directory = key.under(root);
        this.limits = limits;
    }

    RenditionKey key() {
        return key;
    }

    DvrIndex index() {
        return index;
    }

    boolean isEmpty() {
        return volumes.isEmpty();
    }

    long bytes() {
        return volumes.values().stream().mapToLong(Volume::bytes).sum();
    }

    /** Opens what a former store left; returns how many damaged places it has met. */
    int open() throws IOException {
        int corrupt = 0;
        var inits = new Inits();
        var numbers = numbers();
        for (int number : numbers) {
            corrupt += open(number, number == numbers.getLast(), inits);
        }
        if (corrupt > 0) {
            log.warn("DVR of {}: {} damaged places are left out", key, corrupt);
        }
        return corrupt;
    }

    private List<Integer> numbers() throws IOException {
        List<Integer> numbers = new ArrayList<>();
        try (var files = Files.newDirectoryStream(directory)) {
            for (var file : files) {
                var name = Volume.NAME.matcher(file.getFileName().toString());
                if (file.toString().endsWith(Volume.UNFINISHED) || isOrphan(name)) {
                    Files.delete(file);
                } else if (name.matches() && name.group(2).equals("v1")) {
                    numbers.add(Integer.parseInt(name.group(1)));
                }
            }
        }
        numbers.sort(null);
        return numbers;
    }

    /** Whether it is the index of a volume that is deleted. */
    private boolean isOrphan(Matcher name) {
        return name.matches()
                && name.group(2).equals("index")
                && !Files.exists(Volume.file(directory, Integer.parseInt(name.group(1))));
    }

    private int open(int number, boolean isLast, Inits inits) {
        lastNumber = number;
        var volume = new Volume(directory, key, number);
        try {
            var opened = volume.open(inits, isLast);
            if (opened.cut() > 0) {
                log.info(
                        "DVR of {}: {} unfinished bytes of volume {} are cut off",
                        key,
                        opened.cut(),
                        number);
            }
            if (volume.isEmpty()) {
                volume.delete();
                return opened.corrupt();
            }
            if (!opened.indexed() && !isLast) {
                repair(volume, opened.placements());
            }
            // Of two with one number the later one was written because the other was damaged.
            var byMsn = new TreeMap<Long, Placement>();
            opened.placements().forEach(placement -> byMsn.put(placement.msn(), placement));
            volumes.put(number, volume);
            index = index.with(List.copyOf(byMsn.values()));
            return opened.corrupt();
        } catch (IOException e) {
            log.warn("DVR of {}: volume {} cannot be read", key, number, e);
            return 1;
        }
    }

    private void repair(Volume volume, List<Placement> placements) {
        try {
            volume.rest(placements, limits.fsync());
        } catch (IOException e) {
            log.info("DVR of {}: volume {} stays without index", key, volume.number(), e);
        }
    }

    /** Whether the segment would be news here. */
    Fate fate(MediaSegment segment) {
        var there = index.placementOf(segment.msn());
        var init = segment.init();
        if (there == null) {
            boolean isKnown = index.init(init.id(), init.number()).map(init::equals).orElse(true);
            return !StoredSegment.fits(segment) || !HeadCodec.fits(Head.Init.of(init))
                    ? Fate.UNFIT
                    : isKnown ? Fate.WRITTEN : conflict(segment);
        }
        return there.crc() == Head.crcOf(segment.chunks()) && there.segment().init().equals(init)
                ? Fate.REPEATED
                : conflict(segment);
    }

    private Fate conflict(MediaSegment segment) {
        if (!conflictIsKnown) {
            conflictIsKnown = true;
            log.warn(
                    "DVR of {}: segment {} differs from what is on disk, which stays; more like it"
                            + " are only counted",
                    key,
                    segment.msn());
        }
        return Fate.CONFLICT;
    }

    /**
     * Writes a segment that is news.
     *
     * @param now ms since 1970
     * @throws IOException if it cannot be written; what was there stays as it was
     */
    void append(MediaSegment segment, long now) throws IOException {
        lastAppend = now;
        var init = known(segment.init());
        var stored = StoredSegment.of(segment, init);
        var volume = volumeFor(stored);
        var placement = volume.append(stored, segment.chunks(), limits.fsync() == Fsync.SEGMENT);
        volumes.put(volume.number(), volume);
        index = index.with(List.of(placement));
    }

    private InitSegment known(InitSegment init) {
        return index.init(init.id(), init.number()).orElse(init);
    }

    private Volume volumeFor(StoredSegment segment) throws IOException {
        var current = current();
        if (current != null) {
            if (!current.isFullFor(
                    segment.size(),
                    segment.endDateTime(),
                    limits.volumeBytes(),
                    VOLUME_SPAN_MICROS)) {
                return current;
            }
            rest(current);
        }
        lastNumber = Math.addExact(lastNumber, 1);
        return new Volume(directory, key, lastNumber);
    }

    private @Nullable Volume current() {
        return volumes.isEmpty() ? null : volumes.lastEntry().getValue();
    }

    private void rest(Volume volume) throws IOException {
        if (volume.isActive()) {
            volume.rest(index.in(volume.number()), limits.fsync());
        }
    }

    /** Lets go of the newest volume's file, until there is more to write. */
    void rest() throws IOException {
        var current = current();
        if (current != null) {
            rest(current);
        }
    }

    boolean isIdleSince(long then) {
        var current = current();
        return current != null && current.isActive() && lastAppend < then;
    }

    /** Deletes the volumes all of whose media ends at or before {@code dateTime}, µs since 1970; returns how many. */
    int expire(long dateTime) throws IOException {
        var expired = volumes.values().stream().filter(each -> each.newest() <= dateTime).toList();
        for (var volume : expired) {
            delete(volume);
        }
        return expired.size();
    }

    boolean hasSeveral() {
        return volumes.size() > 1;
    }

    /** Where the media of its oldest volume ends, µs since 1970; there must be one. */
    long oldestDateTime() {
        return volumes.firstEntry().getValue().newest();
    }

    /** There must be one. */
    void deleteOldest() throws IOException {
        delete(volumes.firstEntry().getValue());
    }

    /** Returns how many there were. */
    int deleteVolumes() throws IOException {
        var all = List.copyOf(volumes.values());
        for (var volume : all) {
            delete(volume);
        }
        return all.size();
    }

    private void delete(Volume volume) throws IOException {
        // Nobody finds in the index what is on its way out.
        index = index.without(volume.number());
        volume.delete();
        volumes.remove(volume.number());
    }

    /** Its own and, if it was the last one, the stream's; what does not belong there keeps them. */
    void deleteDirectories() {
        try {
            Files.deleteIfExists(directory);
            Files.deleteIfExists(directory.getParent());
        } catch (IOException e) {
            log.debug("DVR of {}: its directory stays", key, e);
        }
    }

    /** Forgets one that cannot be read, so that the same may be written again. */
    void discard(Placement placement) {
        index = index.without(placement);
    }
}
