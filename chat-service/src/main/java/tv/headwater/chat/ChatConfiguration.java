package tv.headwater.chat;

import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.util.Map;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import tv.headwater.access.PlaybackAccessTopic;
import tv.headwater.chat.access.Admissions;
import tv.headwater.chat.access.RoomRules;
import tv.headwater.chat.access.TicketLog;
import tv.headwater.chat.admission.Tickets;
import tv.headwater.chat.log.LogReadiness;
import tv.headwater.chat.log.MessagesTopic;
import tv.headwater.chat.poll.Ballots;
import tv.headwater.chat.room.Rooms;
import tv.headwater.chat.ws.Sockets;
import tv.headwater.chat.ws.Votes;
import tv.headwater.contract.id.NodeId;
import tv.headwater.contract.log.AudienceTopic;
import tv.headwater.contract.log.Topics;

/** Puts the live half together: the log, the rooms, the sockets. What is closed last is what was needed first. */
@Configuration(proxyBeanMethods = false)
class ChatConfiguration {

    @Bean
    AudienceTopic audienceTopic(ChatProperties chat) {
        return new AudienceTopic(chat.kafka());
    }

    @Bean
    Tickets tickets(ChatProperties chat, TicketLog log) {
        return new Tickets(chat.kafka(), new NodeId(chat.node().id()), log);
    }

    @Bean
    Rooms liveRooms(
            ChatProperties chat,
            RoomRules rules,
            AudienceTopic audience,
            Clock clock,
            MeterRegistry registry) {
        return new Rooms(
                rules,
                audience.audience(),
                chat.rooms().backlog(),
                chat.guests().perAddress(),
                clock,
                registry);
    }

    @Bean
    MessagesTopic messagesTopic(ChatProperties chat, Rooms rooms, Clock clock) {
        var topic = new MessagesTopic(chat.kafka(), chat.rooms().backlog(), clock, rooms::on);
        rooms.start(topic::append);
        return topic;
    }

    @Bean(initMethod = "start", destroyMethod = "close")
    Sockets sockets(
            ChatProperties chat,
            Tickets tickets,
            Admissions admissions,
            Rooms rooms,
            LogReadiness log,
            Ballots ballots,
            MeterRegistry registry) {
        return new Sockets(
                chat.socket(),
                tickets,
                admissions,
                rooms,
                new Votes(ballots),
                log::isReady,
                registry);
    }

    @Bean
    LogReadiness logReadiness(
            RoomRules rules, PlaybackAccessTopic access, Tickets tickets, MessagesTopic topic) {
        return new LogReadiness(
                Map.of(
                        Topics.CHAT_RULES, rules::isKnown,
                        Topics.PLAYBACK_ACCESS, access::isCaughtUp,
                        Topics.CHAT_TICKETS, tickets::isCaughtUp,
                        Topics.CHAT_MESSAGES, topic::isCaughtUp));
    }

    @Bean
    HealthIndicator chatLogHealthIndicator(LogReadiness log) {
        return () -> {
            var unread = log.unread();
            return unread.isEmpty()
                    ? Health.up().build()
                    : Health.outOfService().withDetail("unread", unread).build();
        };
    }
}
