package tv.headwater.packager.window;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tv.headwater.contract.live.MediaPath;
import tv.headwater.contract.media.Track;
import tv.headwater.packager.crypt.KeyReference;
import tv.headwater.packager.crypt.KeyTag;
import tv.headwater.packager.playlist.DateRangeTags;
import tv.headwater.packager.playlist.MediaPlaylist;
import tv.headwater.packager.segment.InitSegment;
import tv.headwater.packager.segment.MediaSegment;

/**
 * What one rendition offers as MPEG-TS. A segment has the video and the audio of one number, and is there when both are complete:
 * then its bytes never change, whoever makes it.
 *
 * @param leading which says when segments begin and how long they are: the video, or audio alone
 * @param audio beside video, null where there never was one. It may be one that the stream has no more: what it was part of stays
 * @param isFinal whether nothing can follow
 */
public record TransportWindow(
        RenditionWindow leading, @Nullable RenditionWindow audio, boolean isFinal) {

    /**
     * What goes into one segment.
     *
     * @param video null in a stream without
     * @param audio null likewise; one of both is there
     * @param key that what is there of both is encrypted with, null in the clear
     */
    public record Pair(
            @Nullable MediaSegment video,
            @Nullable MediaSegment audio,
            @Nullable KeyReference key) {}

    /** Empty where the segment is not there, or not yet. */
    public Optional<Pair> segment(long msn) {
        return leading.segment(msn).filter(this::isComplete).map(this::pair);
    }

    private Pair pair(MediaSegment first) {
        if (first.init().track() instanceof Track.Audio) {
            return new Pair(null, first, first.init().key());
        }
        // Where audio is known to be silent, or not to come, the segment is made without it.
        var second =
                Optional.ofNullable(audio)
                        .flatMap(window -> window.segment(first.msn()))
                        .filter(segment -> !segment.isGap());
        return new Pair(first, second.orElse(null), first.init().key());
    }

    private boolean isComplete(MediaSegment segment) {
        if (audio == null || audio.segment(segment.msn()).isPresent()) {
            return true;
        }
        boolean waiting = audio.current() && !isFinal;
        return !waiting && (audio.segments().isEmpty() || segment.msn() > audio.newest().msn());
    }

    private List<MediaSegment> listed() {
        return leading.listed().stream()
                .dropWhile(segment -> !isComplete(segment))
                .takeWhile(this::isComplete)
                .toList();
    }

    /**
     * Its Media Playlist; empty before its first segment.
     *
     * @param ranges of the stream
     */
    Optional<MediaPlaylist> playlist(DateRanges ranges) {
        var listed = listed();
        return listed.isEmpty() ? Optional.empty() : Optional.of(playlist(listed, ranges));
    }

    private MediaPlaylist playlist(List<MediaSegment> listed, DateRanges ranges) {
        var first = listed.getFirst();
        // Parts of the next segment are no reason to say more: what a playlist of these segments
        // says never changes.
        long end = RenditionWindow.end(listed.getLast());
        return new MediaPlaylist(
                leading.targetDuration(),
                first.msn(),
                first.init().number(),
                listed.stream().allMatch(MediaSegment::independent),
                DateRangeTags.of(ranges.listed(first.programDateTime(), end)),
                listed.stream().map(TransportWindow::entry).toList(),
                null,
                isFinal);
    }

    private static @Nullable KeyTag key(InitSegment init) {
        var key = init.key();
        return key == null ? null : KeyTag.aes128("../../" + MediaPath.KEYS + "/" + key.number());
    }

    private static MediaPlaylist.Segment entry(MediaSegment segment) {
        return new MediaPlaylist.Segment(
                segment.msn() + ".ts",
                segment.duration(),
                segment.init().timescale(),
                Playlists.date(segment.programDateTime()),
                "",
                key(segment.init()),
                segment.init().number(),
                segment.isGap(),
                List.of());
    }
}
