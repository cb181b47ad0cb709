package tv.headwater.metadata.stream;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.net.URI;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.CookieValue;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PatchMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import tv.headwater.contract.access.PlaybackToken;
import tv.headwater.contract.api.LiveStream;
import tv.headwater.contract.api.LiveStreamSpec;
import tv.headwater.contract.api.Page;
import tv.headwater.contract.stream.PlaybackPolicy;
import tv.headwater.contract.stream.StreamStatus;
import tv.headwater.rest.ApiProblem;
import tv.headwater.rest.Caller;
import tv.headwater.rest.Cursor;

/** {@code /api/v1/live-streams}. */
@Tag(name = "Live streams")
@RestController
@RequestMapping("/api/v1/live-streams")
class StreamsController {

    private static final int MAX_QUERY = 200;

    private final Streams streams;
    private final StreamRows rows;
    private final StreamSearch search;
    private final StreamViews views;
    private final SpecPatches patches;
    private final Admissions admissions;

    StreamsController(
            Streams streams,
            StreamRows rows,
            StreamSearch search,
            StreamViews views,
            SpecPatches patches,
            Admissions admissions) {
        this.streams = streams;
        this.rows = rows;
        this.search = search;
        this.views = views;
        this.patches = patches;
        this.admissions = admissions;
    }

    @Operation(
            summary = "Create a live stream",
            description =
                    "The stream key is in this answer and never again."
                            + " `recording.mode: automatic` and `pull` are refused with"
                            + " `not_supported_yet`. With `playbackPolicy: signed` only who has a"
                            + " playback token may watch. `encryption` takes effect with the next"
                            + " publish session. The ladder says which renditions there"
                            + " are beside the source, which is always served as it came: `auto`"
                            + " chooses those of 1080p, 720p, 480p, 360p and 240p that are lower than"
                            + " the source, `source` none, a list just its rungs, where those above"
                            + " the source's height are left out.")
    @PostMapping
    ResponseEntity<LiveStream> create(@RequestBody LiveStreamSpec spec, Caller caller) {
        caller.mustBroadcast();
        var created = streams.create(SpecPatches.supported(spec), caller);
        return ResponseEntity.created(URI.create("/api/v1/live-streams/" + created.row().id()))
                .header(HttpHeaders.CACHE_CONTROL, "no-store")
                .body(views.whole(created.row(), created.key()));
    }

    @Operation(
            summary = "List live streams, newest first",
            description =
                    "A broadcaster gets its own, an admin everyone's. Without a token, and for"
                            + " viewers, only `status=active` may be asked for: it lists the public"
                            + " streams that are live, without `ingest`, `metadata`, `ladder`,"
                            + " `reconnectWindowSeconds`, `recording` and `encryption`.")
    @GetMapping
    Page<LiveStream> list(
            @Parameter(
                            schema =
                                    @Schema(
                                            allowableValues = {
                                                "idle",
                                                "connecting",
                                                "active",
                                                "reconnecting",
                                                "ended",
                                                "disabled"
                                            }))
                    @RequestParam(required = false)
                    @Nullable String status,
            @Parameter(description = "Part of the title") @RequestParam(required = false)
                    @Nullable String q,
            @RequestParam(required = false) @Nullable Integer limit,
            @RequestParam(required = false) @Nullable String cursor,
            @Nullable Caller caller) {
        int size = Cursor.limit(limit);
        var from = Cursor.of(cursor);
        var wantedStatus = status(status);
        if (q != null && q.length() > MAX_QUERY) {
            throw ApiProblem.invalid(
                    "q", "q of %d characters exceeds %d".formatted(q.length(), MAX_QUERY));
        }
        boolean owns = caller != null && caller.broadcasts();
        if (!owns && wantedStatus != StreamStatus.ACTIVE) {
            throw caller == null
                    ? ApiProblem.unauthenticated()
                    : ApiProblem.forbidden("a viewer may list status=active only");
        }
        var owner = caller == null || !owns || caller.isAdmin() ? null : caller.userId();
        var wanted = new StreamSearch.Wanted(owner, !owns, wantedStatus, q);
        return Cursor.page(
                search.find(wanted, from, size + 1),
                size,
                row -> new Cursor(row.createdAt(), row.id().value()).text(),
                row -> owns ? views.whole(row, null) : views.open(row));
    }

    private static @Nullable StreamStatus status(@Nullable String text) {
        if (text == null) {
            return null;
        }
        for (var status : StreamStatus.values()) {
            if (status.name().toLowerCase(java.util.Locale.ROOT).equals(text)) {
                return status;
            }
        }
        throw ApiProblem.invalid(
                "status",
                "status is not one of idle, connecting, active, reconnecting, ended, disabled");
    }

    @Operation(
            summary = "One live stream",
            description =
                    "Another broadcaster's is 404. Without a token, and for viewers, a public stream"
                            + " is shown without what is its owner's alone, as in the list; so is a"
                            + " signed one to whom its cookie `hw_play` lets watch.")
    @GetMapping("/{id}")
    LiveStream get(
            @PathVariable String id,
            @Parameter(hidden = true) @CookieValue(name = PlaybackToken.COOKIE, required = false)
                    @Nullable String playbackToken,
            @Nullable Caller caller) {
        if (caller != null && caller.broadcasts()) {
            return views.whole(streams.owned(id, caller), null);
        }
        return rows.findById(id)
                .filter(row -> mayWatch(row, playbackToken))
                .map(views::open)
                .orElseThrow(() -> ApiProblem.notFound("live stream"));
    }

    private boolean mayWatch(StreamRow row, @Nullable String playbackToken) {
        return row.spec().playbackPolicy() == PlaybackPolicy.PUBLIC
                || (playbackToken != null && admissions.admits(playbackToken, row.id()));
    }

    @Operation(
            summary = "Change a live stream",
            description =
                    "JSON Merge Patch (RFC 7396): what is absent stays, null is back to the"
                            + " default. A new `ladder` takes effect with the next publish session, a new"
                            + " `playbackPolicy` within seconds, for who is watching too.",
            requestBody =
                    @io.swagger.v3.oas.annotations.parameters.RequestBody(
                            content =
                                    @Content(
                                            schema =
                                                    @Schema(
                                                            implementation =
                                                                    LiveStreamSpec.class))))
    @PatchMapping(
            path = "/{id}",
            consumes = {"application/json", "application/merge-patch+json"})
    LiveStream patch(
            @PathVariable String id,
            @RequestBody Map<String, @Nullable Object> patch,
            Caller caller) {
        return views.whole(streams.change(id, spec -> patches.apply(spec, patch), caller), null);
    }

    @Operation(summary = "Delete a live stream; its publisher is dropped")
    @DeleteMapping("/{id}")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void delete(@PathVariable String id, Caller caller) {
        streams.delete(id, caller);
    }

    @Operation(
            summary = "End the broadcast",
            description =
                    "The publisher is dropped, playlists end, the status is `ended`. It may be"
                            + " published again after `enable`. 409 while disabled.")
    @PostMapping("/{id}/complete")
    LiveStream complete(@PathVariable String id, Caller caller) {
        return views.whole(streams.complete(id, caller), null);
    }

    @Operation(summary = "Forbid publishing; a publisher is dropped")
    @PostMapping("/{id}/disable")
    LiveStream disable(@PathVariable String id, Caller caller) {
        return views.whole(streams.disable(id, caller), null);
    }

    @Operation(summary = "Allow publishing again, after `disable` or `complete`")
    @PostMapping("/{id}/enable")
    LiveStream enable(@PathVariable String id, Caller caller) {
        return views.whole(streams.enable(id, caller), null);
    }

    /**
     * @param streamKey shown once
     */
    record NewStreamKey(String streamKey) {
        @Override
        public String toString() {
            return "NewStreamKey[***]";
        }
    }

    @Operation(summary = "Replace the stream key; a publisher that used the old one is dropped")
    @PostMapping("/{id}/reset-stream-key")
    ResponseEntity<NewStreamKey> resetStreamKey(@PathVariable String id, Caller caller) {
        return ResponseEntity.ok()
                .header(HttpHeaders.CACHE_CONTROL, "no-store")
                .body(new NewStreamKey(streams.resetKey(id, caller).key().value()));
    }
}
