package tv.headwater.mediahttp;

import org.junit.jupiter.api.Test;
import tv.headwater.contract.HouseRules;

class HouseRulesTest {

    @Test
    void holdInMediaHttp() {
        HouseRules.check("tv.headwater.mediahttp");
    }
}
