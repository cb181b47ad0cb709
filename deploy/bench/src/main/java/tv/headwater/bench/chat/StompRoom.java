package tv.headwater.bench.chat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.catalina.LifecycleException;
import org.apache.catalina.startup.Tomcat;
import org.apache.tomcat.websocket.server.WsSci;
import org.slf4j.bridge.SLF4JBridgeHandler;
import org.springframework.messaging.simp.config.MessageBrokerRegistry;
import org.springframework.web.context.support.AnnotationConfigWebApplicationContext;
import org.springframework.web.servlet.DispatcherServlet;
import org.springframework.web.socket.config.annotation.EnableWebSocketMessageBroker;
import org.springframework.web.socket.config.annotation.StompEndpointRegistry;
import org.springframework.web.socket.config.annotation.WebSocketMessageBrokerConfigurer;

/**
 * One room on Spring's simple broker over STOMP, in Tomcat, as its documentation sets it up. Its one argument is a directory; it prints
 * its port and ends with its input.
 */
final class StompRoom {

    static final String ENDPOINT = "/stomp";
    static final String TOPIC = "/topic/room";
    static final String SAY = "/app/say";

    private StompRoom() {}

    public static void main(String[] args) throws IOException, LifecycleException {
        SLF4JBridgeHandler.removeHandlersForRootLogger();
        SLF4JBridgeHandler.install();
        var directory = Files.createDirectories(Path.of(args[0]));
        var tomcat = new Tomcat();
        tomcat.setBaseDir(directory.toString());
        tomcat.setHostname("127.0.0.1");
        tomcat.setPort(0);
        var web = tomcat.addContext("", directory.toString());
        web.addServletContainerInitializer(new WsSci(), null);
        var spring = new AnnotationConfigWebApplicationContext();
        spring.register(Broker.class, SayController.class);
        var servlet = Tomcat.addServlet(web, "spring", new DispatcherServlet(spring));
        servlet.setLoadOnStartup(1);
        servlet.setAsyncSupported(true);
        servlet.addMapping("/");
        var connector = tomcat.getConnector();
        tomcat.start();
        System.out.println(connector.getLocalPort());
        while (System.in.read() >= 0) {
            // until whoever started this goes
        }
        System.exit(0);
    }

    /** The broker. */
    @EnableWebSocketMessageBroker
    static final class Broker implements WebSocketMessageBrokerConfigurer {

        @Override
        public void registerStompEndpoints(StompEndpointRegistry registry) {
            registry.addEndpoint(ENDPOINT);
        }

        @Override
        public void configureMessageBroker(MessageBrokerRegistry registry) {
            registry.enableSimpleBroker("/topic");
            registry.setApplicationDestinationPrefixes("/app");
        }
    }
}
