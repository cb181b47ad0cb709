package tv.headwater.rest;

import org.junit.jupiter.api.Test;
import tv.headwater.contract.HouseRules;

class HouseRulesTest {

    @Test
    void holdInRest() {
        HouseRules.check("tv.headwater.rest");
    }
}
