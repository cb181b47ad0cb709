package tv.headwater.edge.cmcd;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class CmcdTest {

    private static final Cmcd NOTHING =
            new Cmcd(null, null, null, null, null, null, null, null, false, false);

    /** The first two are from CTA-5004 appendix A. */
    static Stream<Arguments> good() {
        return Stream.of(
                Arguments.of(
                        "bl=21300,br=3200,bs,cid=\"faec5fc2-ac30-11eabb37-0242ac130002\",d=4004,dl=18500,"
                                + "mtp=48100,nor=\"..%2F300kbps%2Ftrack.m4v\",nrr=\"12323-48763\",ot=v,pr=1.08,rtp=12000,"
                                + "sf=d,sid=\"6e2fb550-c457-11e9-bb97-0800200c9a66\",st=v,su,tb=6000",
                        new Cmcd(
                                "6e2fb550-c457-11e9-bb97-0800200c9a66",
                                "d",
                                "v",
                                3200,
                                48100,
                                21300,
                                null,
                                null,
                                true,
                                true)),
                Arguments.of("d=4004,com.example-myNumericKey=500", NOTHING),
                Arguments.of(
                        "msd=842,ltc=3100,sf=h,st=ll,v=2",
                        new Cmcd(null, "h", "ll", null, null, null, 842, 3100, false, false)),
                Arguments.of(
                        "bl=(900;v 400;a),bs=?0,su=?1",
                        new Cmcd(null, null, null, null, null, null, null, null, false, true)),
                Arguments.of(
                        "br=1, \tbr=2",
                        new Cmcd(null, null, null, 2, null, null, null, null, false, false)),
                Arguments.of(
                        "sid=\"a,b=\\\"c\\\"\"",
                        new Cmcd(
                                "a,b=\\\"c\\\"",
                                null,
                                null,
                                null,
                                null,
                                null,
                                null,
                                null,
                                false,
                                false)));
    }

    @ParameterizedTest
    @MethodSource("good")
    void whatPlayersSay(String text, Cmcd expected) {
        assertThat(Cmcd.parse(text)).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                ",",
                "br=1,",
                ",br=1",
                "br=1,,bl=1",
                "br",
                "br=",
                "br=-1",
                "br=1.5",
                "br=10000001",
                "br=9999999999",
                "br=\"3\"",
                "bl=3600001",
                "msd=4000000",
                "ltc=x",
                "bs=1",
                "bs=true",
                "bs=?2",
                "sid=abc",
                "sid=\"\"",
                "sid=\"abc",
                "sid=\"a\\b\"",
                "sid=\"a\u0000\"",
                "sid=\"ü\"",
                "sid=\"01234567890123456789012345678901234567890123456789012345678901234\"",
                "sf=hls",
                "st=live",
                "bl=(1",
                "bl=((1))",
                "br=1 bl=2",
                "br=1;x",
                "{}",
                "br==1",
                "=1"
            })
    void whatIsMalformedIsNothing(String text) {
        assertThat(Cmcd.parse(text)).isNull();
    }

    @Test
    void itIsBounded() {
        assertThat(Cmcd.parse(null)).isNull();
        assertThat(Cmcd.parse("br=1,x=\"" + "y".repeat(Cmcd.MAX_LENGTH) + "\"")).isNull();
        assertThat(Cmcd.parse("a,".repeat(Cmcd.MAX_PAIRS - 1) + "b")).isNotNull();
        assertThat(Cmcd.parse("a,".repeat(Cmcd.MAX_PAIRS) + "b")).isNull();
    }

    @Test
    void noTextMakesItThrow() {
        var random = new Random(5004);
        var seeds = good().map(each -> (String) each.get()[0]).toList();
        var alphabet = "=,\"\\()? ;\t\u0000üa1brsid-.".toCharArray();
        for (int i = 0; i < 50_000; i++) {
            var parsed = Cmcd.parse(mutated(seeds, alphabet, random));
            if (parsed != null && parsed.sessionId() != null) {
                assertThat(parsed.sessionId()).hasSizeBetween(1, Cmcd.MAX_SESSION);
            }
            if (parsed != null && parsed.bitrate() != null) {
                assertThat(parsed.bitrate()).isBetween(0, Cmcd.MAX_RATE);
            }
        }
    }

    private static String mutated(List<String> seeds, char[] alphabet, Random random) {
        var text = new StringBuilder(seeds.get(random.nextInt(seeds.size())));
        for (int edit = random.nextInt(6); edit >= 0; edit--) {
            int at = random.nextInt(text.length() + 1);
            char c = alphabet[random.nextInt(alphabet.length)];
            switch (random.nextInt(3)) {
                case 0 -> text.insert(at, c);
                case 1 -> text.delete(at, Math.min(text.length(), at + 3));
                default -> text.setLength(at);
            }
        }
        return text.toString();
    }
}
