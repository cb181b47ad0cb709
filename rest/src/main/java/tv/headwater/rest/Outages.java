package tv.headwater.rest;

import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DataAccessResourceFailureException;

/** Tells a database that is away from a mistake of ours. */
public final class Outages {

    /** SQLSTATE: 08 connection, 53 resources, 57P01-05 shutting down or starting, 55P03 lock not available, 25P03 idle too long. */
    private static final List<String> STATES = List.of("08", "53", "57P", "55P03", "25P03");

    private Outages() {}

    public static boolean isDatabaseAway(Throwable e) {
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLTransientConnectionException
                    || cause instanceof DataAccessResourceFailureException
                    || isHibernateRollback(cause)
                    || (cause instanceof SQLException sql && isOutage(sql.getSQLState()))) {
                return true;
            }
        }
        return false;
    }

    /** A connection that broke cannot be rolled back, which hides why. By name, as not every service has Hibernate. */
    private static boolean isHibernateRollback(Throwable cause) {
        return cause.getClass().getName().equals("org.hibernate.TransactionException");
    }

    private static boolean isOutage(@Nullable String state) {
        return state != null && STATES.stream().anyMatch(state::startsWith);
    }

    /** The innermost cause in a line. */
    public static String reason(Throwable e) {
        var cause = e;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        return cause.getClass().getSimpleName() + ": " + cause.getMessage();
    }
}
