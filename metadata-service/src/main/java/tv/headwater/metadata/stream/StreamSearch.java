package tv.headwater.metadata.stream;

import jakarta.persistence.criteria.Predicate;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.data.domain.Sort;
import org.springframework.data.jpa.domain.Specification;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;
import tv.headwater.contract.stream.StreamStatus;
import tv.headwater.rest.Cursor;

/** Finds live streams, newest first. */
@Component
class StreamSearch {

    private static final Sort NEWEST_FIRST =
            Sort.by(Sort.Order.desc("createdAt"), Sort.Order.desc("id"));

    private final StreamRows rows;

    StreamSearch(StreamRows rows) {
        this.rows = rows;
    }

    /**
     * @param owner null for everyone's
     * @param publicOnly only those everyone may watch
     * @param text part of the title, without regard to case
     */
    record Wanted(
            @Nullable UUID owner,
            boolean publicOnly,
            @Nullable StreamStatus status,
            @Nullable String text) {}

    /** At most {@code limit} of them from the cursor on. */
    @Transactional(readOnly = true)
    List<StreamRow> find(Wanted wanted, Cursor from, int limit) {
        return rows.findBy(
                specification(wanted, from),
                query -> query.sortBy(NEWEST_FIRST).limit(limit).all());
    }

    private static Specification<StreamRow> specification(Wanted wanted, Cursor from) {
        return (row, query, is) -> {
            row.fetch("owner");
            var all = new ArrayList<Predicate>();
            all.add(
                    is.or(
                            is.lessThan(row.get("createdAt"), from.at()),
                            is.and(
                                    is.equal(row.get("createdAt"), from.at()),
                                    is.lessThan(row.get("id"), from.id()))));
            if (wanted.owner() != null) {
                all.add(is.equal(row.get("owner").get("id"), wanted.owner()));
            }
            if (wanted.publicOnly()) {
                all.add(is.equal(row.get("playbackPolicy"), "public"));
            }
            if (wanted.status() != null) {
                all.add(is.equal(row.get("status"), wanted.status()));
            }
            if (wanted.text() != null) {
                all.add(is.like(is.lower(row.get("title")), like(wanted.text()), '\\'));
            }
            return is.and(all);
        };
    }

    private static String like(String text) {
        var literal = text.toLowerCase(Locale.ROOT).replaceAll("([\\\\%_])", "\\\\$1");
        return "%" + literal + "%";
    }
}
