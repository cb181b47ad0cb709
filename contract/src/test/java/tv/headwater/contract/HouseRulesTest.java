package tv.headwater.contract;

import org.junit.jupiter.api.Test;

class HouseRulesTest {

    @Test
    void holdInContract() {
        HouseRules.check(
                "tv.headwater.contract",
                "tv.headwater.contract.media..",
                "tv.headwater.contract.live..");
    }
}
