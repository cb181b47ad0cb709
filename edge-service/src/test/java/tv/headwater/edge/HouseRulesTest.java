package tv.headwater.edge;

import org.junit.jupiter.api.Test;
import tv.headwater.contract.HouseRules;

class HouseRulesTest {

    @Test
    void holdInEdge() {
        HouseRules.check("tv.headwater.edge");
    }
}
