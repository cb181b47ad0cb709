package tv.headwater.ingest.stamp;

import static tv.headwater.contract.media.MediaRecord.TICKS_PER_SECOND;

import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tv.headwater.contract.id.Rendition;
import tv.headwater.contract.id.StreamId;
import tv.headwater.contract.media.AccessUnit;
import tv.headwater.contract.media.Configuration;
import tv.headwater.contract.media.EndOfSession;
import tv.headwater.contract.media.MediaRecord;
import tv.headwater.contract.media.SessionConfig;
import tv.headwater.contract.media.Stamp;
import tv.headwater.contract.media.Track;
import tv.headwater.ingest.codec.FrameRate;

/**
 * Gives each unit of one session its place: segment, sequence, discontinuity. Video leads where there is any, audio follows it
 * by presentation time; audio alone is cut by duration. A track that changes or comes late takes effect with a segment of its
 * own at the next random-access unit; of audio of the new form what comes just before it waits until then. Not safe for use by several threads.
 */
public final class Stamper {

    /** How much media may pass while a second track is awaited at the start, in ticks. */
    static final int MAX_WAIT_FOR_TRACK = TICKS_PER_SECOND;

    /** RTMP rounds to milliseconds: a segment of the target duration may seem this much shorter, in ticks. */
    static final int ROUNDING = TICKS_PER_SECOND / 1000;

    /**
     * How far audio that waited may lead the first picture of its segment, in ticks; what is older is dropped. It would make the
     * segment longer than the target duration, which must not change (RFC 8216bis 4.4.3.1).
     */
    static final int MAX_LEAD = TICKS_PER_SECOND / 4;

    private static final int VIDEO = 1;
    private static final int AUDIO = 2;

    private final StreamId streamId;
    private final long epoch;
    private final SegmentPolicy policy;
    private final Consumer<MediaRecord> out;

    private final HeldUnits held = new HeldUnits();
    private final AudioPlaces audio = new AudioPlaces();
    private SortedMap<Integer, Track> tracks = new TreeMap<>();
    private final SortedMap<Integer, Track> upcoming = new TreeMap<>();
    private Expectation expectation = Expectation.UNKNOWN;
    private @Nullable FrameRate frameRate;

    private boolean begun;
    private boolean jumped;
    private long sequence;
    private long segment;
    private long startDts;
    private long startPts;
    private long newestDts;
    private long discontinuitySequence;
    private long discontinuityStart;
    private int targetDuration;
    private int partTarget;
    private long wallClockOrigin;
    private long nextWallClockOrigin;
    private long undecodable;

    /** @param out gets the records, at once and in order */
    public Stamper(
            StreamId streamId,
            long epoch,
            Numbering numbering,
            SegmentPolicy policy,
            Consumer<MediaRecord> out) {
        this.streamId = streamId;
        this.epoch = epoch;
        this.policy = policy;
        this.out = out;
        this.segment = numbering.segment();
        this.discontinuitySequence = numbering.discontinuitySequence();
        this.targetDuration = Math.max(seconds(policy.target()), numbering.targetDuration());
    }

    /** Says which tracks to wait for at the start. */
    public void expect(Expectation tracksToCome) {
        expectation = tracksToCome;
    }

    /** A track's configuration; one that equals what is in effect changes nothing. */
    public void configure(Track track) {
        upcoming.put(track.id(), track);
    }

    /** How many pictures a second the video has, null if that is not known; heeded where a configuration takes effect. */
    public void frameRate(@Nullable FrameRate rate) {
        frameRate = rate;
    }

    /** Wall clock of pts 0 in µs for what follows. Called before the first unit. */
    public void wallClockOrigin(long origin) {
        nextWallClockOrigin = origin;
    }

    /** Time does not run on from here: the next random-access unit begins a new discontinuity. */
    public void discontinuity() {
        jumped = true;
    }

    /** Takes the next unit of the session. */
    public void add(Unit unit) {
        if (!upcoming.containsKey(unit.track())) {
            undecodable++;
        } else if (!begun) {
            await(unit);
        } else {
            place(unit);
        }
    }

    private void await(Unit unit) {
        if (unit.track() == VIDEO && !unit.randomAccess() && !held.has(VIDEO)) {
            undecodable++;
            return;
        }
        held.add(unit);
        boolean canLead = held.has(VIDEO) || !upcoming.containsKey(VIDEO);
        if (held.reaches(policy.max()) || (canLead && haveAllTracks())) {
            begin();
        }
    }

    private boolean haveAllTracks() {
        boolean all =
                switch (expectation) {
                    case VIDEO_ONLY -> upcoming.containsKey(VIDEO);
                    case AUDIO_ONLY -> upcoming.containsKey(AUDIO);
                    case BOTH, UNKNOWN -> upcoming.size() == 2;
                };
        return all || held.reaches(MAX_WAIT_FOR_TRACK);
    }

    private void begin() {
        tracks = new TreeMap<>(upcoming);
        partTarget = policy.partTarget(leadingFrame());
        jumped = false;
        open(held.first(VIDEO));
        discontinuityStart = startPts;
        audio.jump(audioPlace());
        begun = true;
        configuration(true);
        release(this::place);
    }

    private void place(Unit unit) {
        newestDts = Math.max(newestDts, unit.dts());
        if (unit.track() == VIDEO) {
            placeVideo(unit);
        } else {
            placeAudio(unit);
        }
    }

    private void placeVideo(Unit unit) {
        if (isChanged(VIDEO) && !unit.randomAccess()) {
            undecodable++;
            return;
        }
        long length = unit.dts() - startDts;
        boolean due = length >= policy.target() - ROUNDING || isChangePending();
        if ((unit.randomAccess() && due) || length >= policy.max()) {
            cut(unit);
        }
        emit(unit, segment, wallClockOrigin);
    }

    private void placeAudio(Unit unit) {
        long length = unit.pts() - startPts;
        if (!tracks.containsKey(VIDEO)) {
            if (isChanged(AUDIO) || jumped || length >= policy.target() - ROUNDING) {
                cut(unit);
            }
        } else if (isChanged(AUDIO) && !held.reaches(policy.max())) {
            held.add(unit);
            return;
        } else if (isChanged(AUDIO) || length >= policy.max()) {
            cut(unit);
        }
        emitAudio(unit);
    }

    private void emitAudio(Unit unit) {
        var place = audio.of(unit.pts());
        emit(unit, place.segment(), place.wallClockOrigin());
    }

    private boolean isChanged(int track) {
        var next = upcoming.get(track);
        return next != null && !next.equals(tracks.get(track));
    }

    private boolean isChangePending() {
        return jumped || isChanged(VIDEO) || isChanged(AUDIO);
    }

    /** Begins a new segment with {@code unit}, which is not yet emitted. */
    private void cut(Unit unit) {
        raiseTargetDuration(unit);
        boolean video = unit.track() == VIDEO;
        boolean audioChanged = isChanged(AUDIO);
        boolean discontinuity = jumped || audioChanged || (video && isChanged(VIDEO));
        var next = new TreeMap<>(tracks);
        upcoming.forEach((id, track) -> {
            if (video || id == AUDIO) {
                next.put(id, track);
            }
        });
        boolean leadChanged = !leading(next).equals(leading(tracks));
        tracks = next;
        if (leadChanged) {
            partTarget = policy.partTarget(leadingFrame());
        }
        jumped = false;
        segment++;
        discontinuitySequence += discontinuity ? 1 : 0;
        open(unit);
        if (discontinuity) {
            discontinuityStart = startPts;
        }
        if (video && !audioChanged) {
            audio.follow(audioPlace());
        } else {
            audio.jump(audioPlace());
        }
        configuration(discontinuity);
        release(this::emitAudio);
    }

    private void release(Consumer<Unit> to) {
        for (var unit : held.takeAll()) {
            if (unit.track() == AUDIO && unit.pts() < startPts - MAX_LEAD) {
                undecodable++;
            } else {
                to.accept(unit);
            }
        }
    }

    private void open(Unit unit) {
        startDts = unit.dts();
        startPts = unit.pts();
        wallClockOrigin = nextWallClockOrigin;
    }

    private AudioPlaces.Place audioPlace() {
        return new AudioPlaces.Place(segment, startPts, wallClockOrigin);
    }

    private void raiseTargetDuration(Unit next) {
        boolean video = tracks.containsKey(VIDEO);
        long length = video ? next.dts() - startDts : next.pts() - startPts;
        long audioLength = video ? audio.longest(next.pts(), audioFrame()) : 0;
        targetDuration = Math.max(targetDuration, seconds(Math.max(length, audioLength)));
    }

    private long audioFrame() {
        var track = tracks.get(AUDIO);
        return track == null ? 0 : (long) frame(track);
    }

    private static Track leading(SortedMap<Integer, Track> tracks) {
        return tracks.getOrDefault(VIDEO, tracks.firstEntry().getValue());
    }

    private double leadingFrame() {
        return frame(leading(tracks));
    }

    /** How long a frame of the track is in ticks, 0 if that is not known. */
    private double frame(Track track) {
        var rate = frameRate;
        return switch (track) {
            case Track.Video v -> rate == null ? 0 : rate.ticksPerPicture();
            case Track.Audio a -> (double) a.samplesPerFrame() * TICKS_PER_SECOND / a.sampleRate();
        };
    }

    /** RFC 8216bis 4.4.3.1: EXTINF rounded to the nearest integer is at most the target duration. */
    private static int seconds(long ticks) {
        return Math.toIntExact(Math.max(1, Math.round((double) ticks / TICKS_PER_SECOND)));
    }

    private void configuration(boolean discontinuity) {
        var config =
                new SessionConfig(
                        discontinuitySequence,
                        discontinuityStart,
                        policy.target(),
                        targetDuration,
                        partTarget,
                        policy.keyPeriod(),
                        List.copyOf(tracks.values()));
        out.accept(new Configuration(stamp(segment, wallClockOrigin), discontinuity, config));
    }

    private void emit(Unit unit, long inSegment, long origin) {
        out.accept(
                new AccessUnit(
                        stamp(inSegment, origin),
                        unit.track(),
                        unit.codec(),
                        unit.randomAccess(),
                        unit.dts(),
                        unit.pts(),
                        unit.payload()));
    }

    private Stamp stamp(long inSegment, long origin) {
        return new Stamp(streamId, Rendition.SOURCE, epoch, sequence++, inSegment, origin);
    }

    /**
     * Gives out what is still held, and END. A last segment that came to be longer than any before is announced by one more
     * CONFIG of the same segment.
     */
    public void end() {
        if (!begun && !held.isEmpty()) {
            begin();
        }
        if (!begun) {
            return;
        }
        if (!held.isEmpty()) {
            cut(held.first(AUDIO));
        }
        int length = seconds(newestDts - startDts);
        if (length > targetDuration) {
            targetDuration = length;
            configuration(false);
        }
        out.accept(new EndOfSession(stamp(segment, wallClockOrigin)));
    }

    /** Whether the first segment has begun. */
    public boolean hasBegun() {
        return begun;
    }

    /** The numbers the next session begins with. */
    public Numbering next() {
        return Numbering.after(segment, discontinuitySequence, targetDuration);
    }

    public List<Track> tracks() {
        return List.copyOf(tracks.values());
    }

    /** Units that came before anything could decode them, or too long before the segment they waited for. */
    public long undecodable() {
        return undecodable;
    }
}
