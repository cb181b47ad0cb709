package tv.headwater.edge;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class EdgeConfigurationTest {

    @Test
    void theCacheIsNeverMoreThanHalfOfTheHeap() {
        assertThat(EdgeConfiguration.cacheBytes(100, 200)).isEqualTo(100);
        assertThat(EdgeConfiguration.cacheBytes(256, 192)).isEqualTo(96);
    }
}
