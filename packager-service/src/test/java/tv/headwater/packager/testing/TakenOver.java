package tv.headwater.packager.testing;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import tv.headwater.contract.TestMedia;
import tv.headwater.contract.TestMedia.Unit;
import tv.headwater.contract.id.Rendition;
import tv.headwater.contract.media.AccessUnit;
import tv.headwater.contract.media.Configuration;
import tv.headwater.contract.media.EndOfSession;
import tv.headwater.contract.media.FourCc;
import tv.headwater.contract.media.MediaRecord;
import tv.headwater.contract.media.SessionRecord;
import tv.headwater.contract.media.Track;

/**
 * A lane of {@code rendition-media} whose transcoder was replaced in the middle of a segment and did not know it for a while. Two
 * rungs and audio; the successor sheds the smaller rung for two segments. Their encoders never make the same bytes.
 *
 * @param zombies what the replaced one wrote behind the claim, in {@code records} too
 * @param claimed where in {@code records} the successor's claim stands
 * @param silenced where the first record stands after which there are no zombies
 */
public record TakenOver(
        List<MediaRecord> records, List<MediaRecord> zombies, int claimed, int silenced) {

    public static final Rendition TALL = new Rendition("72p");
    public static final Rendition SMALL = new Rendition("36p");
    public static final long FIRST = 1L << 30;
    public static final long SECOND = 2L << 30;

    private static final long SHED_FROM = 31;
    private static final long SHED_TO = 32;

    /** As a publisher sends what needs {@code audio-aac}. */
    public static List<Track> sourceTracks() {
        return List.of(
                TestMedia.videoTrack(),
                new Track.Audio(
                        TestMedia.AUDIO_TRACK,
                        FourCc.OPUS,
                        48_000,
                        2,
                        1024,
                        ByteBuffer.wrap(new byte[11])));
    }

    public static TakenOver of(List<SessionRecord> source) {
        var loser = transcoded(source, FIRST, 1);
        var winner = transcoded(source, SECOND, 2);
        winner.set(1, shed(winner.get(1)));
        var writing = Log.merged(loser.get(0), loser.get(1), loser.get(2));
        int stopped = writing.size() * 2 / 5;
        var stands = writing.subList(0, stopped);
        List<List<SessionRecord>> resumed = new ArrayList<>();
        for (var rendition : winner) {
            resumed.add(resumed(rendition, stands));
        }
        var successor = Log.merged(resumed.get(0), resumed.get(1), resumed.get(2));
        List<MediaRecord> zombies = new ArrayList<>(writing.subList(stopped, stopped + 400));
        zombies.add(Log.poster(4096, FIRST + 2, 500));

        List<MediaRecord> records = new ArrayList<>();
        records.add(Log.claim(FIRST));
        records.addAll(stands);
        records.add(Log.poster(1024, FIRST + 1, 1000));
        int claimed = records.size();
        records.add(Log.claim(SECOND));
        records.addAll(Log.merged(zombies, successor.subList(0, 300)));
        int silenced = records.size();
        records.addAll(successor.subList(300, successor.size()));
        records.add(Log.poster(2048, SECOND + 1, 2000));
        return new TakenOver(List.copyOf(records), List.copyOf(zombies), claimed, silenced);
    }

    private static List<List<SessionRecord>> transcoded(
            List<SessionRecord> source, long base, int encoder) {
        List<List<SessionRecord>> renditions = new ArrayList<>();
        renditions.add(rung(source, TALL, 72, base, encoder));
        renditions.add(rung(source, SMALL, 36, base, encoder));
        renditions.add(
                Log.rendition(
                        source,
                        Rendition.AUDIO_AAC,
                        TestMedia.audioTrack(),
                        base,
                        unit -> encoded(unit, encoder)));
        return renditions;
    }

    private static List<SessionRecord> rung(
            List<SessionRecord> source, Rendition name, int height, long base, int encoder) {
        var track =
                new Track.Video(
                        1, FourCc.AVC1, height * 16 / 9, height, TestMedia.avcConfiguration());
        return Log.rendition(source, name, track, base, unit -> encoded(unit, encoder * height));
    }

    private static Unit encoded(Unit unit, int encoder) {
        var bytes = new byte[10 + unit.payload().remaining() / 2];
        new Random(unit.pts() * 31 + encoder).nextBytes(bytes);
        return new Unit(
                unit.track(), unit.randomAccess(), unit.dts(), unit.pts(), ByteBuffer.wrap(bytes));
    }

    /** What the successor writes of a rendition: the CONFIG of the segment it goes on in, then what does not stand yet. */
    private static List<SessionRecord> resumed(
            List<SessionRecord> rendition, List<? extends MediaRecord> stands) {
        var name = rendition.getFirst().stamp().rendition();
        int from = (int) stands.stream().filter(r -> r.stamp().rendition().equals(name)).count();
        int config = from;
        while (!(rendition.get(config) instanceof Configuration)) {
            config--;
        }
        return Stream.concat(
                        Stream.of(rendition.get(config), key(rendition.get(from))).distinct(),
                        rendition.subList(from + 1, rendition.size()).stream())
                .toList();
    }

    /** The same, as if a decoder could start there. */
    public static SessionRecord key(SessionRecord record) {
        return record instanceof AccessUnit unit
                ? new AccessUnit(
                        unit.stamp(),
                        unit.track(),
                        unit.codec(),
                        true,
                        unit.dts(),
                        unit.pts(),
                        unit.payload())
                : record;
    }

    private static List<SessionRecord> shed(List<SessionRecord> rung) {
        List<SessionRecord> records = new ArrayList<>();
        for (var record : rung) {
            var stamp = record.stamp();
            if (stamp.segment() < SHED_FROM || stamp.segment() > SHED_TO) {
                records.add(record);
            } else if (stamp.segment() == SHED_FROM && record instanceof Configuration) {
                records.add(new EndOfSession(stamp));
            }
        }
        return records;
    }
}
