package tv.headwater.packager;

import org.junit.jupiter.api.Test;
import tv.headwater.contract.HouseRules;

class HouseRulesTest {

    @Test
    void holdInPackager() {
        HouseRules.check(
                "tv.headwater.packager",
                "tv.headwater.packager.cmaf..",
                "tv.headwater.packager.crypt..",
                "tv.headwater.packager.dash..",
                "tv.headwater.packager.playlist..",
                "tv.headwater.packager.segment..",
                "tv.headwater.packager.ts..",
                "tv.headwater.packager.window..");
    }
}
