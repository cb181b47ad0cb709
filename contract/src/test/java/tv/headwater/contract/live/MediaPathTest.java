package tv.headwater.contract.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.CharRange;
import net.jqwik.api.constraints.Chars;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import tv.headwater.contract.id.Rendition;
import tv.headwater.contract.id.StreamId;

class MediaPathTest {

    private static final StreamId ID = new StreamId("abcdefgh01234567");
    private static final String ROOT = "/live/abcdefgh01234567/";

    static Stream<MediaPath> paths() {
        return Stream.of(
                new MediaPath.MultivariantPlaylist(ID),
                new MediaPath.MediaPlaylist(ID, Rendition.SOURCE),
                new MediaPath.DashManifest(ID),
                new MediaPath.InitSegment(ID, Rendition.AUDIO, 0),
                new MediaPath.MediaSegment(ID, new Rendition("720p"), 999_999_999_999_999L),
                new MediaPath.Part(ID, Rendition.SOURCE, 12, 9999),
                new MediaPath.Key(ID, 0),
                new MediaPath.Key(ID, 1_234_567),
                new MediaPath.TransportMultivariantPlaylist(ID),
                new MediaPath.TransportPlaylist(ID, new Rendition("720p")),
                new MediaPath.TransportSegment(ID, Rendition.SOURCE, 12),
                new MediaPath.Poster(ID));
    }

    @ParameterizedTest
    @MethodSource("paths")
    void readsWhatItWrites(MediaPath path) {
        assertThat(path.path()).startsWith(ROOT);
        assertThat(MediaPath.parse(path.path())).isEqualTo(path);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "/",
                "/live",
                "/live/",
                "/live/abcdefgh01234567",
                ROOT,
                ROOT + "index.m3u8/",
                ROOT + "poster.jpeg",
                ROOT + "Manifest.mpd",
                ROOT + "manifest.mpd/",
                ROOT + "source/manifest.mpd",
                ROOT + "source/poster.jpg",
                ROOT + "source",
                ROOT + "source/1",
                ROOT + "keys/",
                ROOT + "keys/01",
                ROOT + "keys/1.key",
                ROOT + "keys/1/2",
                ROOT + "source/",
                ROOT + "source/01.m4s",
                ROOT + "source/-1.m4s",
                ROOT + "source/1.01.m4s",
                ROOT + "source/1.10000.m4s",
                ROOT + "source/1.2.3.m4s",
                ROOT + "source/1000000000000000.m4s",
                ROOT + "source/.m4s",
                ROOT + "source/init-.mp4",
                ROOT + "source/init-1.m4s",
                ROOT + "source//1.m4s",
                ROOT + "../index.m3u8",
                ROOT + "source/../1.m4s",
                ROOT + "%2e%2e/1.m4s",
                ROOT + "ts",
                ROOT + "ts/",
                ROOT + "ts/1.ts",
                ROOT + "ts/poster.jpg",
                ROOT + "ts/init-0.mp4",
                ROOT + "ts/ts/index.m3u8",
                ROOT + "ts/source/",
                ROOT + "ts/source/01.ts",
                ROOT + "ts/source/.ts",
                ROOT + "ts/source/1.m4s",
                ROOT + "ts/source/1.0.ts",
                ROOT + "ts/source/2/1.ts",
                ROOT + "ts//1.ts",
                ROOT + "source/1.ts",
                ROOT + "source/2/1.m4s",
                ROOT + "source/1%2em4s",
                ROOT + "source/1.m4s\u0000",
                ROOT + "Source/1.m4s",
                "/live/ABCDEFGH01234567/index.m3u8",
                "/LIVE/abcdefgh01234567/index.m3u8",
                "//live/abcdefgh01234567/index.m3u8",
            })
    void refusesEverythingElse(String path) {
        assertThat(MediaPath.parse(path)).isNull();
    }

    @Property(tries = 2000)
    void whatItAcceptsIsWhatItWrites(
            @ForAll
                    @StringLength(max = 20)
                    @Chars({'.', '/', '-', 'm', 's', '%'})
                    @CharRange(from = '0', to = '4')
                    String file) {
        var path = ROOT + file;
        var parsed = MediaPath.parse(path);
        assertThat(parsed == null || parsed.path().equals(path)).isTrue();
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                "-,''",
                "'',''",
                "a=b&c,''",
                "_HLS_msn=5,?_HLS_msn=5",
                "_HLS_part=2&x=1&_HLS_msn=5,?_HLS_msn=5&_HLS_part=2",
                "_HLS_skip=YES,?_HLS_skip=YES",
                "_HLS_msn=0&_HLS_skip=v2,?_HLS_msn=0&_HLS_skip=v2",
                "_HLS_push=1,''",
            })
    void readsTheDirectivesAndNothingElse(String query, String canonical) {
        assertThat(HlsQuery.parse(query).text()).isEqualTo(canonical);
    }

    @ParameterizedTest
    @CsvSource({
        "_HLS_msn=,_HLS_msn is not a number of 1 to 15 digits",
        "_HLS_msn=-1,_HLS_msn is not a number of 1 to 15 digits",
        "_HLS_msn=1x,_HLS_msn is not a number of 1 to 15 digits",
        "_HLS_msn=1000000000000000,_HLS_msn is not a number of 1 to 15 digits",
        "_HLS_msn=1&_HLS_msn=1,_HLS_msn appears twice",
        "_HLS_part=1,_HLS_part needs _HLS_msn",
        "_HLS_msn=1&_HLS_part=12345,_HLS_part is not a number of 1 to 4 digits",
        "_HLS_skip=no,_HLS_skip is neither YES nor v2",
    })
    void refusesDirectivesWithoutAValidValue(String query, String message) {
        assertThatThrownBy(() -> HlsQuery.parse(query))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(message);
    }
}
