package tv.headwater.chat.access;

import tv.headwater.contract.chat.TicketFact;

/** Where what becomes of tickets is written. */
public interface TicketLog {

    /**
     * In the log when this returns.
     *
     * @throws tv.headwater.rest.ApiProblem 503 if the log does not take it in time
     */
    void append(TicketFact fact);
}
