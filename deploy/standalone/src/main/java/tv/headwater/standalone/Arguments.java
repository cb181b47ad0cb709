package tv.headwater.standalone;

import java.nio.file.Path;
import java.util.List;
import tv.headwater.standalone.instance.Ports;

/**
 * What the command line asks for.
 *
 * @param directory the data directory, absolute
 * @param demo whether to publish the test picture
 */
record Arguments(Command command, Path directory, Ports ports, boolean demo) {

    enum Command {
        UP,
        STATUS,
        DOWN
    }

    /** Reads {@code up|status|down [--demo] [--data DIR] [--port-offset N]}; {@code --name=value} will do too. */
    static Arguments parse(String... arguments) throws MisusedArguments {
        if (arguments.length == 0) {
            throw new MisusedArguments("no command: up, status or down");
        }
        var command = command(arguments[0]);
        var directory = Path.of("data");
        var ports = new Ports(0);
        var demo = false;
        var rest = List.of(arguments).subList(1, arguments.length).iterator();
        while (rest.hasNext()) {
            var argument = rest.next();
            var equals = argument.indexOf('=');
            var name = equals < 0 ? argument : argument.substring(0, equals);
            switch (name) {
                case "--demo" -> {
                    refuseOutside(command, name);
                    if (equals >= 0) {
                        throw new MisusedArguments("--demo takes no value");
                    }
                    demo = true;
                }
                case "--data" -> directory = directory(value(name, argument, equals, rest));
                case "--port-offset" -> {
                    refuseOutside(command, name);
                    ports = ports(value(name, argument, equals, rest));
                }
                default -> throw new MisusedArguments("unknown option " + argument);
            }
        }
        return new Arguments(command, directory.toAbsolutePath().normalize(), ports, demo);
    }

    private static Command command(String word) throws MisusedArguments {
        return switch (word) {
            case "up" -> Command.UP;
            case "status" -> Command.STATUS;
            case "down" -> Command.DOWN;
            default -> throw new MisusedArguments("unknown command " + word);
        };
    }

    private static void refuseOutside(Command command, String option) throws MisusedArguments {
        if (command != Command.UP) {
            throw new MisusedArguments(option + " belongs to up");
        }
    }

    private static String value(
            String name, String argument, int equals, java.util.Iterator<String> rest)
            throws MisusedArguments {
        if (equals >= 0) {
            return argument.substring(equals + 1);
        }
        if (!rest.hasNext()) {
            throw new MisusedArguments(name + " needs a value");
        }
        return rest.next();
    }

    private static Path directory(String value) throws MisusedArguments {
        if (value.isBlank()) {
            throw new MisusedArguments("--data needs a directory");
        }
        return Path.of(value);
    }

    private static Ports ports(String value) throws MisusedArguments {
        if (!value.matches("\\d{1,5}") || Integer.parseInt(value) > Ports.MAX_OFFSET) {
            throw new MisusedArguments(
                    "--port-offset " + value + " is not a number in 0.." + Ports.MAX_OFFSET);
        }
        var ports = new Ports(Integer.parseInt(value));
        var refused = ports.refusedByBrowsers();
        if (refused.isPresent()) {
            throw new MisusedArguments(
                    "--port-offset "
                            + value
                            + " puts "
                            + refused.get()
                            + ", which browsers refuse to open");
        }
        return ports;
    }
}
