package tv.headwater.bench.chat;

import java.io.IOException;
import java.nio.file.Path;
import org.slf4j.bridge.SLF4JBridgeHandler;
import tv.headwater.standalone.context.ServiceFailure;
import tv.headwater.standalone.context.Services;
import tv.headwater.standalone.instance.Ports;

/**
 * chat-service as it ships, as a process of its own: {@code OFFSET KAFKA JDBC-URL USER}, the password in the environment. It prints its
 * port and ends with its input.
 */
final class ChatUnderTest {

    static final String PASSWORD = "BENCH_DATABASE_PASSWORD";

    private ChatUnderTest() {}

    public static void main(String[] args) throws IOException, ServiceFailure {
        SLF4JBridgeHandler.removeHandlersForRootLogger();
        SLF4JBridgeHandler.install();
        var none = Path.of("");
        var ports = new Ports(Integer.parseInt(args[0]));
        var password = String.valueOf(System.getenv(PASSWORD));
        var ground =
                new Services.Ground(
                        ports, args[1], args[2], args[3], password, none, none, none, null);
        var chat = Services.on(ground).chat();
        chat.start();
        System.out.println(ports.chatSockets());
        while (System.in.read() >= 0) {
            // until whoever started this goes
        }
        chat.stop();
        System.exit(0);
    }
}
