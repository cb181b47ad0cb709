package tv.headwater.standalone;

import org.junit.jupiter.api.Test;
import tv.headwater.contract.HouseRules;

class HouseRulesTest {

    @Test
    void holdInStandalone() {
        HouseRules.check("tv.headwater.standalone");
    }
}
