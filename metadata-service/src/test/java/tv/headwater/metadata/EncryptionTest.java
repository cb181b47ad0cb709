package tv.headwater.metadata;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import tv.headwater.contract.id.StreamId;
import tv.headwater.contract.id.StreamKey;
import tv.headwater.contract.log.Topics;
import tv.headwater.contract.stream.ContentSecret;
import tv.headwater.contract.stream.Encryption;
import tv.headwater.contract.stream.StreamSettings;

/** What encrypts a stream reaches packagers through the log, and nobody through the API. */
@ExtendWith(OutputCaptureExtension.class)
class EncryptionTest {

    private static final Duration PATIENCE = Duration.ofMinutes(1);
    private static final String STREAMS = "/api/v1/live-streams";

    private final TestCluster cluster = TestCluster.get();
    private final Http anonymous = cluster.http;
    private final Http admin = anonymous.loggedIn("admin", TestCluster.ADMIN_PASSWORD);
    private final Http owner = Users.broadcaster(admin, anonymous);

    @Test
    void theSecretGoesToPackagersAlone(CapturedOutput output) {
        var made = owner.post(STREAMS, "{\"title\":\"x\",\"encryption\":\"aes-128\"}");
        assertThat(made.status()).as(made.toString()).isEqualTo(201);
        assertThat(made.json().get("encryption").asString()).isEqualTo("aes-128");
        assertThat(made.json().get("playback").has("hlsUrl")).isTrue();
        assertThat(made.json().get("playback").has("dashUrl")).isFalse();
        var id = made.json().get("id").asString();
        var path = STREAMS + "/" + id;
        var key = made.json().get("ingest").get("streamKey").asString();
        var grant = grant(key);
        assertThat(grant.json().get("encryption").asString()).isEqualTo("aes-128");
        var shown = owner.get(path);
        owner.delete(path);

        var settings = settings(id);
        assertThat(settings)
                .extracting(StreamSettings::encryption)
                .containsOnly(Encryption.AES_128);
        var secret = settings.getFirst().contentSecret();
        assertThat(secret).isNotNull();
        assertThat(settings).extracting(StreamSettings::contentSecret).containsOnly(secret);
        assertThat(settings.getFirst().toString()).contains("contentSecret=***");
        for (var answer : List.of(made, grant, shown)) {
            assertThat(answer.toString()).doesNotContain(secret.value());
            assertThat(answer.json().toString()).doesNotContain(secret.value(), "ecret");
        }
        assertThat(output.getAll()).doesNotContain(secret.value());
    }

    /** A session under way goes on encrypted: its packagers still need the secret. */
    @Test
    void theSecretOutlastsTheWish() {
        var made = owner.post(STREAMS, "{\"title\":\"x\"}").json();
        var path = STREAMS + "/" + made.get("id").asString();
        owner.patch(path, "{\"encryption\":\"aes-128\"}");
        var off = owner.patch(path, "{\"encryption\":null}");
        assertThat(off.json().get("encryption").asString()).isEqualTo("none");
        var key = made.get("ingest").get("streamKey").asString();
        assertThat(grant(key).json().get("encryption").asString()).isEqualTo("none");
        owner.patch(path, "{\"encryption\":\"aes-128\"}");
        owner.delete(path);

        var secrets =
                settings(made.get("id").asString()).stream()
                        .map(StreamSettings::contentSecret)
                        .toList();
        assertThat(secrets.getFirst()).isNull();
        ContentSecret secret = secrets.get(1);
        assertThat(secret).isNotNull();
        assertThat(secrets.subList(1, secrets.size())).containsOnly(secret).hasSize(4);
    }

    private Http.Answer grant(String key) {
        return anonymous.post(
                "/internal/publish-grants",
                "{\"streamKeySha256\":\"%s\",\"node\":\"ingest-k\",\"remoteAddress\":\"192.0.2.7\"}"
                        .formatted(StreamKey.sha256(key)));
    }

    private List<StreamSettings> settings(String id) {
        return LogReader.of(cluster.settings(), Topics.STREAMS, new StreamId(id), PATIENCE)
                .untilTombstone(StreamSettings.class);
    }
}
