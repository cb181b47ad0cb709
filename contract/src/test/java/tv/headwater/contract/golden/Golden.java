package tv.headwater.contract.golden;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import tv.headwater.contract.log.Json;

/**
 * A value and the golden file it stands in: JSON as it crosses process boundaries, which is written and read like that forever. Files
 * are added, never edited.
 *
 * @param type as which it is read
 */
record Golden(String file, Object value, Class<?> type) {

    static Golden of(String file, Object value) {
        return new Golden(file, value, value.getClass());
    }

    static Golden of(String file, Object value, Class<?> type) {
        return new Golden(file, value, type);
    }

    /** What stands in a file. */
    static String text(String file) {
        try (var in = Golden.class.getResourceAsStream("/golden/" + file + ".json")) {
            return new String(
                            Objects.requireNonNull(in, file + ".json").readAllBytes(),
                            StandardCharsets.UTF_8)
                    .strip();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** That the value is written as the file has it, and read from it as it was meant. */
    void check() {
        var text = text(file);
        assertThat(Json.MAPPER.readTree(Json.write(value))).isEqualTo(Json.MAPPER.readTree(text));
        assertThat((Object) Json.read(text.getBytes(StandardCharsets.UTF_8), type))
                .isEqualTo(value);
    }

    @Override
    public String toString() {
        return file;
    }
}
