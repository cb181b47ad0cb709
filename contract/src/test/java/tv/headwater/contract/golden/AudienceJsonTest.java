package tv.headwater.contract.golden;

import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tv.headwater.contract.access.AccessFact;
import tv.headwater.contract.audience.AudienceReport;
import tv.headwater.contract.audience.ViewerSet;
import tv.headwater.contract.id.NodeId;
import tv.headwater.contract.id.StreamId;

/** Who may play, as {@code playback-access} keeps it, and who does, as {@code audience} does. */
class AudienceJsonTest {

    private static final StreamId ID = new StreamId("abcdefgh01234567");
    private static final Instant STARTED = Instant.parse("2026-11-22T12:00:00Z");
    private static final Instant BEAT = Instant.parse("2026-11-22T12:00:10.5Z");
    private static final String KEY = "{\"kty\":\"EC\",\"kid\":\"k1\"}";

    static Stream<Golden> values() {
        return Stream.of(
                fact("signing_key", new AccessFact.SigningKey("k1", KEY, "headwater")),
                fact("token_revoked", new AccessFact.TokenRevoked("t1", ID, STARTED)),
                fact("stream_revoked", new AccessFact.StreamRevoked(ID, STARTED)),
                Golden.of(
                        "audience_report",
                        new AudienceReport(
                                new NodeId("edge-1"),
                                BEAT,
                                List.of(
                                        new AudienceReport.Present(
                                                ID, ViewerSet.of(List.of(1L, 2L)))))));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("values")
    void isWrittenAndReadAsItStands(Golden golden) {
        golden.check();
    }

    private static Golden fact(String file, AccessFact fact) {
        return Golden.of(file, fact, AccessFact.class);
    }
}
