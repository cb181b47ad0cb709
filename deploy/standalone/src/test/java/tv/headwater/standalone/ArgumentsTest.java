package tv.headwater.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tv.headwater.standalone.instance.Ports;

class ArgumentsTest {

    @Test
    void upTakesItsOptionsInBothForms() throws Exception {
        var expected =
                new Arguments(Arguments.Command.UP, Path.of("/srv/hw"), new Ports(1000), true);
        assertThat(Arguments.parse("up", "--demo", "--data", "/srv/hw", "--port-offset", "1000"))
                .isEqualTo(expected);
        assertThat(Arguments.parse("up", "--data=/srv/x/../hw", "--port-offset=1000", "--demo"))
                .isEqualTo(expected);
    }

    @Test
    void defaultsAreADirectoryHereAndTheUsualPorts() throws Exception {
        assertThat(Arguments.parse("status"))
                .isEqualTo(
                        new Arguments(
                                Arguments.Command.STATUS,
                                Path.of("data").toAbsolutePath(),
                                new Ports(0),
                                false));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "                        | no command: up, status or down",
                "start                   | unknown command start",
                "up --port               | unknown option --port",
                "up --port-offset        | --port-offset needs a value",
                "up --port-offset=x      | --port-offset x is not a number in 0..46000",
                "up --port-offset -1     | --port-offset -1 is not a number in 0..46000",
                "up --port-offset 46001  | --port-offset 46001 is not a number in 0..46000",
                "up --port-offset 2000   | --port-offset 2000 puts the gateway on port 10080, which browsers refuse to open",
                "up --port-offset=1990   | --port-offset 1990 puts the edge on port 10080, which browsers refuse to open",
                "up --data=              | --data needs a directory",
                "up --demo=yes           | --demo takes no value",
                "down --demo             | --demo belongs to up",
                "status --port-offset 1  | --port-offset belongs to up",
            })
    void refusesAnythingElseWithASentence(String line, String sentence) {
        var words = line == null ? new String[0] : line.split(" ");
        assertThatThrownBy(() -> Arguments.parse(words))
                .isInstanceOf(MisusedArguments.class)
                .hasMessage(sentence);
    }
}
