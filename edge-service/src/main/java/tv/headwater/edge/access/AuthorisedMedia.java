package tv.headwater.edge.access;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.BooleanSupplier;
import tv.headwater.access.PlaybackTokens;
import tv.headwater.access.PlaybackTokens.Verdict;
import tv.headwater.contract.access.PlaybackSession;
import tv.headwater.mediahttp.MediaRequest;
import tv.headwater.mediahttp.MediaResources;
import tv.headwater.mediahttp.MediaResponse;

/**
 * Lets nobody past who may not play: of a signed stream nothing at all, poster and keys included, without its token, whether or
 * not it is in the cache, and nothing that comes later than the token ends. Before it is known which streams are signed nobody passes.
 */
public final class AuthorisedMedia implements MediaResources {

    private static final Duration RETRY = Duration.ofSeconds(1);
    private static final MediaResponse INVALID =
            new MediaResponse.Unauthorized("the playback token is not valid");

    private final SignedStreams streams;
    private final BooleanSupplier known;
    private final PlaybackTokens tokens;
    private final MediaResources media;

    /** @param known whether all facts that stood in the topics at the start have been read */
    public AuthorisedMedia(
            SignedStreams streams,
            BooleanSupplier known,
            PlaybackTokens tokens,
            MediaResources media) {
        this.streams = streams;
        this.known = known;
        this.tokens = tokens;
        this.media = media;
    }

    @Override
    public CompletionStage<MediaResponse> get(MediaRequest request) {
        if (!known.getAsBoolean()) {
            return at(new MediaResponse.Unavailable("who may play is not known here yet", RETRY));
        }
        var streamId = request.path().streamId();
        var signed = streams.contains(streamId);
        var token = request.asker().token();
        if (token == null) {
            return signed
                    ? at(new MediaResponse.Unauthorized("a playback token is needed"))
                    : media.get(request);
        }
        // On public streams too: a token says which viewer it is.
        return tokens.check(token, streamId)
                .thenCompose(verdict -> signed ? judged(verdict, request) : media.get(request));
    }

    private CompletionStage<MediaResponse> judged(Verdict verdict, MediaRequest request) {
        return switch (verdict) {
            case Verdict.Valid(var session) -> allowed(session, media.get(request));
            case Verdict.Invalid i -> at(INVALID);
            case Verdict.OtherStream o ->
                    at(new MediaResponse.Forbidden("the playback token is for another stream"));
            case Verdict.Busy b ->
                    at(new MediaResponse.Unavailable("too many tokens wait already", RETRY));
        };
    }

    /** Who waits for three target durations may be withdrawn meanwhile. */
    private CompletionStage<MediaResponse> allowed(
            PlaybackSession session, CompletionStage<MediaResponse> coming) {
        return coming.toCompletableFuture().isDone()
                ? coming.thenApply(AuthorisedMedia::personal)
                : coming.thenApply(
                        response -> tokens.holds(session) ? personal(response) : INVALID);
    }

    /** Another cache in front would give it to whoever asks. */
    private static MediaResponse personal(MediaResponse response) {
        return response instanceof MediaResponse.Found found
                ? new MediaResponse.Personal(found, null)
                : response;
    }

    private static CompletionStage<MediaResponse> at(MediaResponse response) {
        return CompletableFuture.completedStage(response);
    }
}
