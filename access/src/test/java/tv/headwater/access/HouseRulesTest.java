package tv.headwater.access;

import org.junit.jupiter.api.Test;
import tv.headwater.contract.HouseRules;

class HouseRulesTest {

    @Test
    void holdInAccess() {
        HouseRules.check("tv.headwater.access");
    }
}
