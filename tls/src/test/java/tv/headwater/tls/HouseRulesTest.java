package tv.headwater.tls;

import org.junit.jupiter.api.Test;
import tv.headwater.contract.HouseRules;

class HouseRulesTest {

    @Test
    void holdInTls() {
        HouseRules.check("tv.headwater.tls");
    }
}
