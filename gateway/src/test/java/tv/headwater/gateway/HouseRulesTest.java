package tv.headwater.gateway;

import org.junit.jupiter.api.Test;
import tv.headwater.contract.HouseRules;

class HouseRulesTest {

    @Test
    void holdInGateway() {
        HouseRules.check("tv.headwater.gateway");
    }
}
