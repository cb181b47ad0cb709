package tv.headwater.metadata;

import java.util.UUID;
import tools.jackson.databind.JsonNode;

/** Users and streams made for a test. */
final class Users {

    private static final String PASSWORD = "a long enough password";

    private Users() {}

    static Http broadcaster(Http admin, Http anonymous) {
        return user(admin, anonymous, "broadcaster");
    }

    static Http viewer(Http admin, Http anonymous) {
        return user(admin, anonymous, "viewer");
    }

    private static Http user(Http admin, Http anonymous, String role) {
        var name = role + "-" + UUID.randomUUID();
        var made =
                admin.post(
                        "/api/v1/users",
                        "{\"username\":\"%s\",\"password\":\"%s\",\"roles\":[\"%s\"]}"
                                .formatted(name, PASSWORD, role));
        if (made.status() != 201) {
            throw new AssertionError("no user: " + made);
        }
        return anonymous.loggedIn(name, PASSWORD);
    }

    /** A new live stream, as its creation answered it. */
    static JsonNode stream(Http owner) {
        var made =
                owner.post(
                        "/api/v1/live-streams",
                        "{\"title\":\"stream\",\"reconnectWindowSeconds\":1}");
        if (made.status() != 201) {
            throw new AssertionError("no stream: " + made);
        }
        return made.json();
    }
}
