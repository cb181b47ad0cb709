package tv.headwater.metadata;

import org.junit.jupiter.api.Test;
import tv.headwater.contract.HouseRules;

class HouseRulesTest {

    @Test
    void holdInMetadata() {
        HouseRules.check("tv.headwater.metadata");
    }
}
