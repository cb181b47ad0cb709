package tv.headwater.e2e.hls;

import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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
    private final TransportRules transport;
    private final Map<URI, Init> inits = new HashMap<>();
    private final Map<URI, byte[]> parts = new HashMap<>();
    private long nextMsn = -1;
    private Duration lead = Duration.ZERO;
    private boolean revalidated;

    /**
     * A media playlist of the stream.
     *
     * @param pictures whether it is one of pictures; else it is one of sound
     */
    record Rendition(URI uri, boolean pictures) {}

    /** What all renditions are checked with together. */
    record Shared(
            Renditions renditions,
            Alignment alignment,
            Rates rates,
            Keys keys,
            Tally tally,
            Findings findings) {

        static Shared of(Client client, Findings findings) {
            var tally = new Tally();
            return new Shared(
                    new Renditions(),
                    new Alignment(findings),
                    new Rates(),
                    new Keys(client, findings, tally),
                    tally,
                    findings);
        }
    }

    /**
     * What an init segment says.
     *
     * @param timescale ticks a second; 0 where it is broken
     */
    private record Init(int timescale, boolean encrypted) {

        static final Init BROKEN = new Init(0, false);
    }

    RenditionMedia(Client client, Rendition rendition, Shared shared) {
        this.client = client;
        this.rendition = rendition;
        this.shared = shared;
        this.findings = shared.findings();
        this.track = new TrackRules(findings);
        this.transport = new TransportRules(findings);
        this.hints = new Hints(client, findings, shared.tally());
    }

    /** Fetches what is new. */
    void on(MediaPlaylist playlist) {
        playlist.reaches().ifPresent(this::dated);
        hints.on(playlist, rendition.uri());
        for (var segment : playlist.all()) {
            if (segment.msn() >= nextMsn && !segment.gap()) {
                switch (Container.of(segment)) {
                    case FRAGMENTED_MP4 -> fragmented(playlist, segment);
                    case MPEG_TS -> transport(segment);
                }
            }
        }
        nextMsn = playlist.nextMsn();
        shared.rates().listedFrom(rendition.uri(), playlist.mediaSequence());
    }

    /** A publisher that held its first pictures back is ahead of the dates it got for them. */
    private void dated(Instant reaches) {
        var ahead = Duration.between(Instant.now(), reaches);
        lead = ahead.compareTo(lead) > 0 ? ahead : lead;
    }

    private void fragmented(MediaPlaylist playlist, Segment segment) {
        var init = init(segment);
        if (init.timescale() == 0) {
            return;
        }
        var ofParts = new ArrayList<byte[]>();
        for (var part : segment.parts()) {
            var bytes = part(segment, part, init);
            if (bytes != null) {
                ofParts.add(bytes);
            }
        }
        if (!segment.uri().isEmpty()) {
            complete(playlist, segment, ofParts, init);
        }
    }

    private Init init(Segment segment) {
        var map = segment.map();
        if (map == null) {
            return Init.BROKEN;
        }
        var uri = rendition.uri().resolve(map);
        var init = inits.computeIfAbsent(uri, this::fetchedInit);
        if (init.timescale() > 0) {
            shared.keys().sampleEntry(segment, init.encrypted(), uri.getPath());
            shared.keys().of(segment, rendition.uri());
        }
        return init;
    }

    private Init fetchedInit(URI uri) {
        var answer = fetched(uri, Container.FRAGMENTED_MP4, null);
        if (answer == null) {
            return Init.BROKEN;
        }
        shared.tally().inits.increment();
        HttpRules.revalidate(client, answer, findings);
        var on = findings.on(uri.getPath());
        return new Init(
                Fragments.timescale(answer.body(), on), Fragments.isEncrypted(answer.body(), on));
    }

    private void transport(Segment segment) {
        var uri = rendition.uri().resolve(segment.uri());
        var answer = fetched(uri, Container.MPEG_TS, segment.programDateTime());
        if (answer == null) {
            return;
        }
        shared.tally().segments.increment();
        revalidateOnce(answer);
        var bytes = answer.body();
        var clear =
                Keys.Method.of(segment.key()) == Keys.Method.WHOLE_SEGMENTS
                        ? shared.keys().open(segment, bytes, rendition.uri(), uri.getPath())
                        : Optional.of(bytes);
        clear.flatMap(open -> transport.on(segment, open, uri.getPath()))
                .ifPresent(span -> measured(segment, bytes.length, span));
    }

    private void revalidateOnce(Answer answer) {
        if (!revalidated) {
            revalidated = true;
            HttpRules.revalidate(client, answer, findings);
        }
    }

    private void measured(Segment segment, int bytes, Span span) {
        shared.alignment().on(rendition.uri(), rendition.pictures(), segment.msn(), span);
        shared.rates().on(rendition.uri(), segment.msn(), bytes, span.duration());
    }

    private byte @Nullable [] part(Segment segment, Part part, Init init) {
        var uri = rendition.uri().resolve(part.uri());
        var known = parts.get(uri);
        if (known != null || part.gap()) {
            return known;
        }
        var answer = fetched(uri, Container.FRAGMENTED_MP4, segment.programDateTime());
        if (answer == null) {
            return null;
        }
        var bytes = answer.body();
        parts.put(uri, bytes);
        shared.tally().parts.increment();
        countEncrypted(init);
        hints.listed(uri, bytes);
        track.on(part, bytes, init.timescale(), uri.getPath());
        return bytes;
    }

    private void countEncrypted(Init init) {
        if (init.encrypted()) {
            shared.tally().encrypted.increment();
        }
    }

    private void complete(
            MediaPlaylist playlist, Segment segment, List<byte[]> ofParts, Init init) {
        var uri = rendition.uri().resolve(segment.uri());
        segment.parts().forEach(part -> parts.remove(rendition.uri().resolve(part.uri())));
        var answer = fetched(uri, Container.FRAGMENTED_MP4, segment.programDateTime());
        if (answer == null) {
            return;
        }
        shared.tally().segments.increment();
        countEncrypted(init);
        revalidateOnce(answer);
        var bytes = answer.body();
        if (!ofParts.isEmpty() && ofParts.size() == segment.parts().size()) {
            TrackRules.concatenation(ofParts, bytes, findings.on(uri.getPath()));
        }
        boolean independent = playlist.independentSegments();
        track.on(segment, bytes, independent, init.timescale(), uri.getPath())
                .ifPresent(span -> measured(segment, bytes.length, span));
    }

    private @Nullable Answer fetched(URI uri, Container container, @Nullable Instant since) {
        var answer = client.get(uri);
        if (!HttpRules.found(answer, findings)) {
            return null;
        }
        var earliest = since == null ? null : since.minus(lead);
        HttpRules.media(answer, container, earliest, Instant.now(), findings);
        return answer;
    }
}
