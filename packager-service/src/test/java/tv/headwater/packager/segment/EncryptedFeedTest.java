package tv.headwater.packager.segment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import tv.headwater.contract.TestMedia;
import tv.headwater.contract.id.Rendition;
import tv.headwater.contract.media.FourCc;
import tv.headwater.contract.media.SessionRecord;
import tv.headwater.contract.media.Track;
import tv.headwater.contract.stream.ContentSecret;
import tv.headwater.packager.cmaf.FragmentReader;
import tv.headwater.packager.crypt.ContentKey;
import tv.headwater.packager.crypt.SampleCipher;
import tv.headwater.packager.testing.Broadcast;
import tv.headwater.packager.testing.Packaging;
import tv.headwater.packager.testing.SegmentReader;

/** Segments 7 to 18, with a key for four of them. */
class EncryptedFeedTest {

    private static final ContentSecret SECRET = ContentSecret.random();
    private static final Feed.Keys KEYS = number -> Optional.of(ContentKey.of(SECRET, number));

    private static final List<SessionRecord> RECORDS = records(4);

    private static List<SessionRecord> records(int keyPeriod) {
        return new Broadcast()
                .encryptedEvery(keyPeriod)
                .session(Broadcast.testMedia(90_000, 4))
                .end()
                .records();
    }

    private static Packaging packaged() {
        return new Packaging(Rendition.SOURCE, KEYS).accept(RECORDS);
    }

    @Test
    void eachPeriodHasItsKeyAndItsInitSegment() {
        for (var segments : packaged().segments.values()) {
            assertThat(segments).hasSize(12);
            Map<Long, InitSegment> inits = new HashMap<>();
            for (var segment : segments) {
                var key = ContentKey.of(SECRET, segment.msn() / 4);
                assertThat(segment.init().key()).isEqualTo(key.reference());
                assertThat(inits.computeIfAbsent(key.number(), _ -> segment.init()))
                        .isEqualTo(segment.init());
            }
            assertThat(inits.values().stream().map(InitSegment::id).distinct()).hasSize(4);
        }
    }

    @Test
    void theSamplesAreThoseOfTheClearStream() {
        var clear = Packaging.of(records(0));
        packaged()
                .segments
                .forEach((rendition, segments) -> {
                    for (int i = 0; i < segments.size(); i++) {
                        var expected = clear.segments.get(rendition).get(i);
                        var segment = segments.get(i);
                        assertThat(payloads(segment.bytes()))
                                .isNotEqualTo(payloads(expected.bytes()));
                        assertThat(deciphered(segment)).isEqualTo(payloads(expected.bytes()));
                    }
                });
    }

    private static List<ByteBuffer> payloads(ByteBuffer segment) {
        return SegmentReader.samples(segment).stream().map(SegmentReader.Sample::payload).toList();
    }

    private static List<ByteBuffer> deciphered(MediaSegment segment) {
        var key = ContentKey.of(SECRET, segment.msn() / 4);
        var cipher = SampleCipher.of(segment.init().track(), key);
        return FragmentReader.samples(segment.bytes()).stream()
                .map(sample -> cipher.decrypt(sample.sample()).payload())
                .toList();
    }

    @Test
    void partsAreWhatTheSegmentConsistsOf() {
        for (var segment : packaged().video()) {
            assertThat(segment.parts()).hasSizeGreaterThan(5);
            var joined = ByteBuffer.allocate(segment.size());
            segment.parts().forEach(part -> joined.put(part.bytes().duplicate()));
            assertThat(joined.flip()).isEqualTo(segment.bytes());
        }
    }

    /** A secret that is late finds the same segments as one that was there, from the next that begins on. */
    @Test
    void withoutAKeyNothingIsPackaged() {
        var known = new AtomicBoolean();
        var late =
                new Packaging(
                        Rendition.SOURCE,
                        number -> known.get() ? KEYS.key(number) : Optional.empty());
        late.accept(RECORDS.subList(0, 700));
        assertThat(late.verdicts).contains(Verdict.NO_KEY);
        assertThat(late.segments).isEmpty();
        assertThat(late.partials).isEmpty();
        known.set(true);
        late.accept(RECORDS.subList(700, RECORDS.size()));
        long reached =
                RECORDS.subList(0, 700).stream()
                        .mapToLong(record -> record.stamp().segment())
                        .max()
                        .orElseThrow();
        packaged()
                .segments
                .forEach((rendition, segments) ->
                        assertThat(late.segments.get(rendition))
                                .isEqualTo(
                                        segments.stream()
                                                .filter(each -> each.msn() > reached)
                                                .toList()));
    }

    @Test
    void whatCannotBeEncryptedIsRefused() {
        var av1 = new Track.Video(1, FourCc.AV01, 320, 180, ByteBuffer.allocate(4));
        var records =
                new Broadcast()
                        .encryptedEvery(4)
                        .session(TestMedia.video(), List.of(av1), 2)
                        .records();
        assertThatThrownBy(() -> new Packaging(Rendition.SOURCE, KEYS).accept(records))
                .hasMessage("codec av01 cannot be encrypted: avc1 and hvc1 can");
    }
}
