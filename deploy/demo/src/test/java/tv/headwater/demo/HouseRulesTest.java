package tv.headwater.demo;

import org.junit.jupiter.api.Test;
import tv.headwater.contract.HouseRules;

class HouseRulesTest {

    @Test
    void holdInDemo() {
        HouseRules.check("tv.headwater.demo");
    }
}
