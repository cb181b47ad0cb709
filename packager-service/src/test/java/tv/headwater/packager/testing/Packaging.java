package tv.headwater.packager.testing;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tv.headwater.contract.id.Rendition;
import tv.headwater.contract.media.SessionConfig;
import tv.headwater.contract.media.SessionRecord;
import tv.headwater.contract.media.Track;
import tv.headwater.packager.segment.Feed;
import tv.headwater.packager.segment.MediaSegment;
import tv.headwater.packager.segment.PartialSegment;
import tv.headwater.packager.segment.Verdict;

/** One feed, and all it brings forth. */
public final class Packaging implements Feed.Listener {

    public final Map<Rendition, List<MediaSegment>> segments = new LinkedHashMap<>();
    public final Map<Rendition, List<PartialSegment>> partials = new LinkedHashMap<>();
    public final List<Verdict> verdicts = new ArrayList<>();
    public final Feed feed;

    public Packaging(Rendition rendition) {
        this(rendition, Feed.Keys.NONE);
    }

    public Packaging(Rendition rendition, Feed.Keys keys) {
        feed = new Feed(rendition, keys, this);
    }

    public static Packaging of(List<? extends SessionRecord> records) {
        return new Packaging(Rendition.SOURCE).accept(records);
    }

    public Packaging accept(List<? extends SessionRecord> records) {
        records.forEach(record -> verdicts.add(feed.accept(record)));
        return this;
    }

    public List<MediaSegment> video() {
        return segments.getOrDefault(Rendition.SOURCE, List.of());
    }

    public List<MediaSegment> audio() {
        return segments.getOrDefault(Rendition.AUDIO, List.of());
    }

    @Override
    public void configured(SessionConfig config, Map<Rendition, Track> tracks) {}

    @Override
    public void extended(Rendition rendition, PartialSegment segment) {
        partials.computeIfAbsent(rendition, _ -> new ArrayList<>()).add(segment);
    }

    @Override
    public void completed(Rendition rendition, MediaSegment segment) {
        segments.computeIfAbsent(rendition, _ -> new ArrayList<>()).add(segment);
    }
}
