package tv.headwater.chat.poll;

import java.time.Clock;
import java.util.Optional;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;
import tv.headwater.chat.ChatProperties;
import tv.headwater.contract.chat.ChatUser;
import tv.headwater.contract.id.PollId;
import tv.headwater.contract.id.StreamId;

/**
 * Takes votes and counts them. Whoever votes holds the poll's lock shared, whoever closes it holds it alone: a vote is either in
 * the final tally or refused. Guests can become somebody new at will, so those of one address have so many votes of a poll and no more.
 */
@Component
public class Ballots {

    private final PollTable table;
    private final int guestsPerAddress;
    private final Clock clock;

    Ballots(PollTable table, ChatProperties chat, Clock clock) {
        this.table = table;
        this.guestsPerAddress = chat.guests().perAddress();
        this.clock = clock;
    }

    /** What becomes of a vote. */
    public sealed interface Cast {

        record Counted(int option) implements Cast {}

        /** With the option the voter has. */
        record AlreadyVoted(int option) implements Cast {}

        record Closed() implements Cast {}

        /** Guests of the voter's address have so many votes already, and may have no more. */
        record AddressFull(int votes) implements Cast {}

        /** There is no such poll, or it has no such option. */
        record Unknown() implements Cast {}
    }

    @Transactional
    public Cast vote(StreamId streamId, PollId id, ChatUser voter, int option) {
        var locked = table.lockForVote(streamId, id);
        if (locked.isEmpty() || option < 0 || option >= locked.get().options()) {
            return new Cast.Unknown();
        }
        var address = voter.address();
        if (address != null) {
            // Or two of an address could both be its last.
            table.lockAddress(id, address);
        }
        var had = table.voteOf(id, voter.id());
        if (had.isPresent()) {
            return new Cast.AlreadyVoted(had.get());
        }
        var now = clock.instant();
        if (!locked.get().takesVotesAt(now)) {
            return new Cast.Closed();
        }
        if (address != null && table.votesOf(id, address) >= guestsPerAddress) {
            return new Cast.AddressFull(guestsPerAddress);
        }
        if (table.addVote(id, voter, option, now)) {
            return new Cast.Counted(option);
        }
        return new Cast.AlreadyVoted(table.voteOf(id, voter.id()).orElse(option));
    }

    /** Whether it was this call that closed it; empty if there is no such poll. */
    @Transactional
    Optional<Boolean> close(PollId id) {
        return table.lockForClosing(id)
                .map(ballot -> {
                    if (ballot.closedAt() != null) {
                        return false;
                    }
                    table.close(id, clock.instant());
                    return true;
                });
    }
}
