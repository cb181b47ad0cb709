package tv.headwater.ingest;

import org.junit.jupiter.api.Test;
import tv.headwater.contract.HouseRules;

class HouseRulesTest {

    @Test
    void holdInIngest() {
        HouseRules.check(
                "tv.headwater.ingest",
                "tv.headwater.ingest.flv..",
                "tv.headwater.ingest.rtmp.amf..",
                "tv.headwater.ingest.rtmp.chunk..",
                "tv.headwater.ingest.rtmp.message..",
                "tv.headwater.ingest.codec..",
                "tv.headwater.ingest.measure..",
                "tv.headwater.ingest.timeline..",
                "tv.headwater.ingest.stamp..");
    }
}
