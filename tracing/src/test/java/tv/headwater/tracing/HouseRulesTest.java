package tv.headwater.tracing;

import org.junit.jupiter.api.Test;
import tv.headwater.contract.HouseRules;

class HouseRulesTest {

    @Test
    void holdInTracing() {
        HouseRules.check("tv.headwater.tracing");
    }
}
