package tv.headwater.contract.id;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tv.headwater.contract.stream.ContentSecret;

class IdsTest {

    @Test
    void randomStreamIdsAreValidAndDiffer() {
        var id = StreamId.random();
        assertThat(StreamId.isValid(id.value())).isTrue();
        assertThat(StreamId.random()).isNotEqualTo(id);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "abc", "ABCDEFGHIJKLMNOP", "abcdefgh0123456/", "abcdefgh012345678"})
    void refusesOtherStreamIds(String value) {
        assertThatThrownBy(() -> new StreamId(value))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("stream id is not 16 characters of [a-z0-9]");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "-a", "A", "a_b", "a.b"})
    void refusesOtherNodeIds(String value) {
        assertThatThrownBy(() -> new NodeId(value)).isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "-720p", "720P", "abcdefghijklmnopq", "a/b"})
    void refusesOtherRenditions(String value) {
        assertThat(Rendition.isValid(value)).isFalse();
        assertThatThrownBy(() -> new Rendition(value)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void streamKeysHaveTheirFormAndNeverPrint() {
        var key = StreamKey.generate();
        assertThat(key.value()).matches("sk_live_[0-9A-Za-z]{43}");
        assertThat(key.toString()).isEqualTo("***");
        assertThat(key.value()).endsWith(key.lastFour());
        assertThat(StreamKey.generate()).isNotEqualTo(key);
        assertThatThrownBy(() -> new StreamKey("sk_live_short"))
                .hasMessageNotContaining("sk_live_short");
    }

    @Test
    void contentSecretsHaveTheirFormAndNeverPrint() {
        var secret = ContentSecret.random();
        assertThat(secret.bytes()).hasSize(32);
        assertThat(secret.toString()).isEqualTo("***");
        assertThat(ContentSecret.random()).isNotEqualTo(secret);
        assertThatThrownBy(() -> new ContentSecret("c2hvcnQ")).hasMessageNotContaining("c2hvcnQ");
        assertThatThrownBy(() -> new ContentSecret("not base64"))
                .hasMessage("content secret is not 32 bytes in base64url");
    }

    @Test
    void hashesKeysWithSha256() {
        assertThat(StreamKey.sha256("abc"))
                .isEqualTo("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    }
}
