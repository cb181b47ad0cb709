package tv.headwater.bench.chat;

import java.util.List;

/** How one comes into a room and says something there. The message itself is the same JSON in all of them. */
sealed interface Dialect {

    /** Where the room's WebSocket is. */
    String path();

    /** A line of the handshake's head, or nothing. */
    default String header(int member) {
        return "";
    }

    /** Frames by which a member comes in, each sent when the one before was answered. */
    List<String> comingIn(int member);

    /** Whether the last of them is answered too. */
    default boolean lastIsAnswered() {
        return true;
    }

    /** The frame that says it. */
    String say(String message);

    /** Headwater's own: guests of many addresses, each with a ticket. */
    record Headwater(Tickets tickets) implements Dialect {

        @Override
        public String path() {
            return "/chat/" + tickets.streamId();
        }

        @Override
        public String header(int member) {
            return Tickets.ADDRESS + ": " + Tickets.address(member) + "\r\n";
        }

        @Override
        public List<String> comingIn(int member) {
            return List.of("{\"type\":\"join\",\"ticket\":\"" + tickets.of(member) + "\"}");
        }

        @Override
        public String say(String message) {
            return message;
        }
    }

    /** STOMP 1.2, without heart-beats. */
    record Stomp() implements Dialect {

        @Override
        public String path() {
            return StompRoom.ENDPOINT;
        }

        @Override
        public String header(int member) {
            return "Sec-WebSocket-Protocol: v12.stomp\r\n";
        }

        @Override
        public List<String> comingIn(int member) {
            return List.of(
                    "CONNECT\naccept-version:1.2\nhost:127.0.0.1\nheart-beat:0,0\n\n\0",
                    "SUBSCRIBE\nid:0\ndestination:" + StompRoom.TOPIC + "\n\n\0");
        }

        /** The simple broker gives no receipts. */
        @Override
        public boolean lastIsAnswered() {
            return false;
        }

        @Override
        public String say(String message) {
            return "SEND\ndestination:"
                    + StompRoom.SAY
                    + "\ncontent-type:text/plain;charset=UTF-8\n\n"
                    + message
                    + "\0";
        }
    }

    /** No protocol at all: whoever is connected is in. */
    record Plain() implements Dialect {

        @Override
        public String path() {
            return "/room";
        }

        @Override
        public List<String> comingIn(int member) {
            return List.of();
        }

        @Override
        public String say(String message) {
            return message;
        }
    }
}
