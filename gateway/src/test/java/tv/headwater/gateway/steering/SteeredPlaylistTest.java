package tv.headwater.gateway.steering;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.net.URI;
import java.util.List;
import org.junit.jupiter.api.Test;
import tv.headwater.gateway.steering.SteeredPlaylist.Place;

class SteeredPlaylistTest {

    private static final String SERVER = "/steer/abcdefgh12345678";
    private static final Place ONE =
            new Place("edge-1", URI.create("http://[::1]:8090/t/a.b.c/live/x/index.m3u8"));
    private static final Place TWO =
            new Place("edge-2", URI.create("https://my_edge.example/eu/live/x/index.m3u8"));

    private static final String PLAYLIST =
            """
            #EXTM3U
            #EXT-X-VERSION:9
            #EXT-X-INDEPENDENT-SEGMENTS
            #EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID="aac",NAME="a, URI=b",DEFAULT=YES,CHANNELS="2",URI="audio/index.m3u8"
            #EXT-X-STREAM-INF:BANDWIDTH=2500000,CODECS="avc1.64001f,mp4a.40.2",RESOLUTION=1280x720,AUDIO="aac",CLOSED-CAPTIONS=NONE
            # a comment

            source/index.m3u8
            #EXT-X-STREAM-INF:BANDWIDTH=900000,CODECS="avc1.64001e,mp4a.40.2",AUDIO="aac"
            480p/index.m3u8
            #EXT-X-I-FRAME-STREAM-INF:BANDWIDTH=90000,URI="https://elsewhere.example/i.m3u8"
            #EXT-X-SESSION-KEY:METHOD=SAMPLE-AES,URI="keys/0"
            """;

    @Test
    void namesOnePathway() {
        assertThat(SteeredPlaylist.of(PLAYLIST, SERVER, List.of(ONE)))
                .isEqualTo(
                        """
                        #EXTM3U
                        #EXT-X-VERSION:9
                        #EXT-X-INDEPENDENT-SEGMENTS
                        #EXT-X-SESSION-KEY:METHOD=SAMPLE-AES,URI="http://[::1]:8090/t/a.b.c/live/x/keys/0"
                        #EXT-X-CONTENT-STEERING:SERVER-URI="/steer/abcdefgh12345678",PATHWAY-ID="edge-1"
                        #EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID="aac",NAME="a, URI=b",DEFAULT=YES,CHANNELS="2",URI="http://[::1]:8090/t/a.b.c/live/x/audio/index.m3u8"
                        #EXT-X-STREAM-INF:BANDWIDTH=2500000,CODECS="avc1.64001f,mp4a.40.2",RESOLUTION=1280x720,AUDIO="aac",CLOSED-CAPTIONS=NONE,PATHWAY-ID="edge-1"
                        # a comment
                        http://[::1]:8090/t/a.b.c/live/x/source/index.m3u8
                        #EXT-X-STREAM-INF:BANDWIDTH=900000,CODECS="avc1.64001e,mp4a.40.2",AUDIO="aac",PATHWAY-ID="edge-1"
                        http://[::1]:8090/t/a.b.c/live/x/480p/index.m3u8
                        #EXT-X-I-FRAME-STREAM-INF:BANDWIDTH=90000,URI="https://elsewhere.example/i.m3u8",PATHWAY-ID="edge-1"
                        """);
    }

    @Test
    void namesSeveralWithGroupsOfTheirOwn() {
        var playlist =
                """
                #EXTM3U
                #EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID="aac",NAME="Audio",URI="audio/index.m3u8"
                #EXT-X-STREAM-INF:BANDWIDTH=900000,AUDIO="aac"
                480p/index.m3u8
                """;
        assertThat(SteeredPlaylist.of(playlist, SERVER, List.of(ONE, TWO)))
                .isEqualTo(
                        """
                        #EXTM3U
                        #EXT-X-CONTENT-STEERING:SERVER-URI="/steer/abcdefgh12345678",PATHWAY-ID="edge-1"
                        #EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID="aac",NAME="Audio",URI="http://[::1]:8090/t/a.b.c/live/x/audio/index.m3u8"
                        #EXT-X-STREAM-INF:BANDWIDTH=900000,AUDIO="aac",PATHWAY-ID="edge-1"
                        http://[::1]:8090/t/a.b.c/live/x/480p/index.m3u8
                        #EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID="aac-edge-2",NAME="Audio",URI="https://my_edge.example/eu/live/x/audio/index.m3u8"
                        #EXT-X-STREAM-INF:BANDWIDTH=900000,AUDIO="aac-edge-2",PATHWAY-ID="edge-2"
                        https://my_edge.example/eu/live/x/480p/index.m3u8
                        """);
    }

    @Test
    void isMadeOfAPlaylistOnly() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> SteeredPlaylist.of("<html>", SERVER, List.of(ONE)));
    }
}
