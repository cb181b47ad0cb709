package tv.headwater.e2e.hls;

import java.net.URI;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tv.headwater.e2e.hls.Client.Answer;
import tv.headwater.e2e.hls.playlist.Findings;
import tv.headwater.e2e.hls.playlist.MediaPlaylist;
import tv.headwater.e2e.hls.playlist.MediaPlaylist.Part;
import tv.headwater.e2e.hls.playlist.MediaPlaylist.Segment;

/** Fetches all that one rendition lists, once, and checks it. */
final class RenditionMedia {

    private final Client client;
    private final Rendition rendition;
    private final Shared shared;
    private final Findings findings;
    private final TrackRules track;
    private final Hints hints;
    private final Map<URI, Integer> timescales = new HashMap<>();
    private final Map<URI, byte[]> parts = new HashMap<>();
    private long nextMsn = -1;
    private boolean revalidated;

    /**
     * A media playlist of the stream.
     *
     * @param pictures whether it is one of pictures; else it is one of sound
     */
    record Rendition(URI uri, boolean pictures) {}

    /** What all renditions are checked with together. */
    record Shared(Alignment alignment, Rates rates, Tally tally, Findings findings) {

        static Shared of(Findings findings) {
            return new Shared(new Alignment(findings), new Rates(), new Tally(), findings);
        }
    }

    RenditionMedia(Client client, Rendition rendition, Shared shared) {
        this.client = client;
        this.rendition = rendition;
        this.shared = shared;
        this.findings = shared.findings();
        this.track = new TrackRules(findings);
        this.hints = new Hints(client, findings, shared.tally());
    }

    /** Fetches what is new. */
    void on(MediaPlaylist playlist) {
        hints.on(playlist, rendition.uri());
        for (var segment : playlist.all()) {
            if (segment.msn() >= nextMsn && !segment.gap()) {
                segment(playlist, segment);
            }
        }
        nextMsn = playlist.nextMsn();
        shared.rates().listedFrom(rendition.uri(), playlist.mediaSequence());
    }

    private void segment(MediaPlaylist playlist, Segment segment) {
        int timescale = timescale(segment);
        if (timescale == 0) {
            return;
        }
        var ofParts = new ArrayList<byte[]>();
        for (var part : segment.parts()) {
            var bytes = part(segment, part, timescale);
            if (bytes != null) {
                ofParts.add(bytes);
            }
        }
        if (!segment.uri().isEmpty()) {
            complete(playlist, segment, ofParts, timescale);
        }
    }

    private int timescale(Segment segment) {
        var map = segment.map();
        return map == null
                ? 0
                : timescales.computeIfAbsent(rendition.uri().resolve(map), this::init);
    }

    private int init(URI uri) {
        var answer = fetched(uri, null);
        if (answer == null) {
            return 0;
        }
        shared.tally().inits.increment();
        HttpRules.revalidate(client, answer, findings);
        return Fragments.timescale(answer.body(), findings.on(uri.getPath()));
    }

    private byte @Nullable [] part(Segment segment, Part part, int timescale) {
        var uri = rendition.uri().resolve(part.uri());
        var known = parts.get(uri);
        if (known != null || part.gap()) {
            return known;
        }
        var answer = fetched(uri, segment.programDateTime());
        if (answer == null) {
            return null;
        }
        var bytes = answer.body();
        parts.put(uri, bytes);
        shared.tally().parts.increment();
        hints.listed(uri, bytes);
        track.on(part, bytes, timescale, uri.getPath());
        return bytes;
    }

    private void complete(
            MediaPlaylist playlist, Segment segment, List<byte[]> ofParts, int timescale) {
        var uri = rendition.uri().resolve(segment.uri());
        segment.parts().forEach(part -> parts.remove(rendition.uri().resolve(part.uri())));
        var answer = fetched(uri, segment.programDateTime());
        if (answer == null) {
            return;
        }
        shared.tally().segments.increment();
        if (!revalidated) {
            revalidated = true;
            HttpRules.revalidate(client, answer, findings);
        }
        var bytes = answer.body();
        if (!ofParts.isEmpty() && ofParts.size() == segment.parts().size()) {
            TrackRules.concatenation(ofParts, bytes, findings.on(uri.getPath()));
        }
        track.on(segment, bytes, playlist.independentSegments(), timescale, uri.getPath())
                .ifPresent(span -> {
                    shared.alignment()
                            .on(rendition.uri(), rendition.pictures(), segment.msn(), span);
                    shared.rates()
                            .on(rendition.uri(), segment.msn(), bytes.length, span.duration());
                });
    }

    private @Nullable Answer fetched(URI uri, @Nullable Instant since) {
        var answer = client.get(uri);
        if (!HttpRules.found(answer, findings)) {
            return null;
        }
        HttpRules.media(answer, since, Instant.now(), findings);
        return answer;
    }
}
