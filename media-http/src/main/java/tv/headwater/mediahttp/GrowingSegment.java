package tv.headwater.mediahttp;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tv.headwater.contract.live.HlsQuery;
import tv.headwater.contract.live.MediaPath;
import tv.headwater.mediahttp.MediaResponse.Caching;

/** A segment of which parts are there. It is over when it is there as a whole, which also has what no part had. Safe for use by many threads. */
final class GrowingSegment {

    private static final Logger log = LoggerFactory.getLogger(GrowingSegment.class);

    /** How often in a row a part that is not there is asked for again, and how long after. */
    static final int ATTEMPTS = 30;

    private static final Duration PAUSE = Duration.ofMillis(100);

    private final MediaPath.MediaSegment path;
    private final MediaRequest request;
    private final MediaResponse.NotFound missing;
    private final MediaResources media;
    private final CompletableFuture<Void> grown = new CompletableFuture<>();
    private final Link first = new Link();

    // Below: of whoever gets the next answer, one after another.
    private Link newest = first;
    private int parts;
    private int length;
    private int attempts;

    /** One piece and what comes after it. */
    private static final class Link {
        final CompletableFuture<Optional<Piece>> piece = new CompletableFuture<>();
    }

    private record Piece(String contentType, Caching caching, Body body, Link next) {}

    /**
     * @param request of whoever asked first
     * @param missing for those who come before there is anything
     * @param media has parts and whole segments
     */
    GrowingSegment(
            MediaPath.MediaSegment path,
            MediaRequest request,
            MediaResponse.NotFound missing,
            MediaResources media) {
        this.path = path;
        this.request = request;
        this.missing = missing;
        this.media = media;
    }

    /** Everything from its beginning, as far as it is there at once, and then what follows. */
    CompletionStage<MediaResponse> follow() {
        return first.piece
                .thenApply(piece -> piece.map(GrowingSegment::following).orElse(missing))
                .exceptionally(_ -> missing);
    }

    private static MediaResponse following(Piece piece) {
        List<Body> there = new ArrayList<>();
        var at = piece;
        there.add(at.body());
        for (var next = there(at.next()); next != null; next = there(at.next())) {
            at = next;
            there.add(at.body());
        }
        return new MediaResponse.Found(
                piece.contentType(),
                piece.caching(),
                Body.of(there),
                Duration.ZERO,
                new Rest(at.next()));
    }

    private static @Nullable Piece there(Link link) {
        return link.piece.isDone() && !link.piece.isCompletedExceptionally()
                ? link.piece.join().orElse(null)
                : null;
    }

    private static final class Rest implements Continuation {
        private Link link;

        Rest(Link link) {
            this.link = link;
        }

        @Override
        public CompletionStage<Optional<Body>> next() {
            return link.piece.thenApply(piece -> {
                piece.ifPresent(there -> link = there.next());
                return piece.map(Piece::body);
            });
        }
    }

    /** Begins to ask for its parts. Completes when it is whole, or will not be. */
    CompletionStage<Void> grow() {
        part();
        return grown;
    }

    private void part() {
        var part = new MediaPath.Part(path.streamId(), path.rendition(), path.msn(), parts);
        ask(
                part,
                response -> {
                    if (response instanceof MediaResponse.Found found) {
                        parts++;
                        attempts = 0;
                        append(found, found.content());
                        part();
                    } else {
                        whole();
                    }
                });
    }

    /** There is no such part, or not yet. */
    private void whole() {
        ask(
                path,
                response -> {
                    switch (response) {
                        case MediaResponse.Found found -> end(found);
                        case MediaResponse.NotFound none when !none.isPassing() ->
                                fail("it is not there any more");
                        case null, default -> again();
                    }
                });
    }

    private void again() {
        if (++attempts > ATTEMPTS) {
            fail("it does not go on");
            return;
        }
        CompletableFuture.delayedExecutor(PAUSE.toMillis(), TimeUnit.MILLISECONDS)
                .execute(this::part);
    }

    private void end(MediaResponse.Found whole) {
        int more = whole.content().length() - length;
        if (more < 0) {
            fail("it is shorter than its parts");
            return;
        }
        if (more > 0) {
            append(whole, new Body(whole.body().slice(length, more)));
        }
        newest.piece.complete(Optional.empty());
        grown.complete(null);
    }

    private void append(MediaResponse.Found found, Body body) {
        var next = new Link();
        length += body.length();
        var last = newest;
        newest = next;
        last.piece.complete(
                Optional.of(new Piece(found.contentType(), found.caching(), body, next)));
    }

    private void fail(String why) {
        if (length > 0) {
            log.warn("{} breaks off: {}", path.path(), why);
        }
        newest.piece.completeExceptionally(new IllegalStateException(why));
        grown.complete(null);
    }

    /** Hands on what comes, null where nothing does. */
    private void ask(MediaPath object, Consumer<@Nullable MediaResponse> onAnswer) {
        find(object)
                .exceptionally(_ -> null)
                .thenAccept(onAnswer)
                .exceptionally(failure -> {
                    log.error("{} cannot be put together", path.path(), failure);
                    fail("it cannot be put together");
                    return null;
                });
    }

    private CompletionStage<@Nullable MediaResponse> find(MediaPath object) {
        try {
            return media.get(new MediaRequest(object, HlsQuery.NONE, request.asker()))
                    .thenApply(response -> response);
        } catch (RuntimeException e) {
            return CompletableFuture.failedStage(e);
        }
    }
}
