package tv.headwater.bench;

import org.junit.jupiter.api.Test;
import tv.headwater.contract.HouseRules;

class HouseRulesTest {

    @Test
    void holds() {
        HouseRules.check("tv.headwater.bench");
    }
}
