package tv.headwater.chat.access;

import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import tv.headwater.contract.access.PlaybackSession;
import tv.headwater.contract.chat.ChatRole;
import tv.headwater.contract.id.StreamId;
import tv.headwater.contract.stream.StreamSettings;
import tv.headwater.rest.ApiProblem;
import tv.headwater.rest.Caller;

/** What callers are in a room, and whether that is enough. */
@Component
public class Rooms {

    private final RoomRules rules;
    private final Admissions admissions;

    Rooms(RoomRules rules, Admissions admissions) {
        this.rules = rules;
        this.admissions = admissions;
    }

    /**
     * @throws ApiProblem 404 if there is no such stream, 503 while it is not known which there are
     */
    public StreamSettings stream(String id) {
        try {
            var found = rules.stream(new StreamId(id));
            if (found.isEmpty() && !rules.isKnown()) {
                throw ApiProblem.unavailable("which live streams there are is not known here yet");
            }
            return found.orElseThrow(() -> ApiProblem.notFound("live stream"));
        } catch (IllegalArgumentException e) {
            throw ApiProblem.notFound("live stream");
        }
    }

    public ChatRole role(Caller caller, StreamSettings stream) {
        if (caller.isAdmin()) {
            return ChatRole.ADMIN;
        }
        if (caller.userId().equals(stream.owner())) {
            return ChatRole.BROADCASTER;
        }
        return rules.isModerator(stream.streamId(), caller.userId().toString())
                ? ChatRole.MODERATOR
                : ChatRole.VIEWER;
    }

    /**
     * A stream's room for whoever may read what is said there: of signed streams accounts, and guests who may play them.
     *
     * @param caller null for a guest
     * @throws ApiProblem 404; to guests 401, 403, 503
     */
    public StreamId readable(String id, @Nullable Caller caller, HttpServletRequest request) {
        var streamId = stream(id).streamId();
        if (caller == null) {
            admitted(streamId, request);
        }
        return streamId;
    }

    /**
     * By which playback session a guest is let in; null where none is needed.
     *
     * @throws ApiProblem 401 without a valid playback token, 403 with another stream's, 503 while it cannot be checked
     */
    public @Nullable PlaybackSession admitted(StreamId streamId, HttpServletRequest request) {
        return admissions.admitted(streamId, request);
    }

    /**
     * @throws ApiProblem 404, 403 if the caller does not keep order there
     */
    public StreamId moderated(String id, Caller caller) {
        var stream = stream(id);
        if (!role(caller, stream).moderates()) {
            throw ApiProblem.forbidden("this needs a moderator of the live stream");
        }
        return stream.streamId();
    }

    /**
     * @throws ApiProblem 404, 403 if it is another's stream
     */
    public StreamSettings owned(String id, Caller caller) {
        var stream = stream(id);
        var role = role(caller, stream);
        if (role != ChatRole.ADMIN && role != ChatRole.BROADCASTER) {
            throw ApiProblem.forbidden("this needs the live stream's broadcaster");
        }
        return stream;
    }
}
