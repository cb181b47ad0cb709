package tv.headwater.chat.ws;

import java.util.Map;
import tv.headwater.chat.message.ClientFrame;
import tv.headwater.chat.message.Refusal;
import tv.headwater.chat.message.ServerFrame;
import tv.headwater.chat.poll.Ballots;
import tv.headwater.contract.chat.ChatUser;
import tv.headwater.contract.id.StreamId;

/** Puts votes in the box, and says in a frame what became of them. */
public final class Votes {

    private final Ballots ballots;

    public Votes(Ballots ballots) {
        this.ballots = ballots;
    }

    /**
     * Blocks until it is counted.
     *
     * @throws Refusal with the reason
     */
    ServerFrame vote(StreamId streamId, ChatUser user, ClientFrame.Vote vote) {
        return switch (ballots.vote(streamId, vote.pollId(), user, vote.option())) {
            case Ballots.Cast.Counted(int option) ->
                    new ServerFrame.Voted(vote.pollId().value(), option);
            case Ballots.Cast.AlreadyVoted(int option) -> {
                if (option == vote.option()) {
                    // The same again: the first answer was lost on its way.
                    yield new ServerFrame.Voted(vote.pollId().value(), option);
                }
                throw Refusal.of(
                        Refusal.Code.ALREADY_VOTED,
                        "one vote each; this one was for option " + option,
                        Map.of("option", option));
            }
            case Ballots.Cast.Closed() ->
                    throw Refusal.of(Refusal.Code.POLL_CLOSED, "the poll is closed");
            case Ballots.Cast.AddressFull(int votes) ->
                    throw Refusal.of(
                            Refusal.Code.TOO_MANY_VOTES,
                            "guests of one address have %d votes in a poll".formatted(votes));
            case Ballots.Cast.Unknown() ->
                    throw Refusal.of(
                            Refusal.Code.POLL_UNKNOWN, "there is no such poll or option here");
        };
    }
}
