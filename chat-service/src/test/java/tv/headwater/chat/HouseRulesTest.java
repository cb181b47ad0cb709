package tv.headwater.chat;

import org.junit.jupiter.api.Test;
import tv.headwater.contract.HouseRules;

class HouseRulesTest {

    @Test
    void holdInChat() {
        HouseRules.check("tv.headwater.chat");
    }
}
