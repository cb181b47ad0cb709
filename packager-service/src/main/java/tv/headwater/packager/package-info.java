/**
 * The origin: reads the media log and serves segments, playlists and the DASH manifest, byte for byte the same on every packager.
 *
 * <p>Reading order: {@link tv.headwater.packager.log.MediaTopics} reads the lanes on one thread →
 * {@link tv.headwater.packager.stream.LiveStreams} drops what a claim supersedes and finds the stream → {@link tv.headwater.packager.segment.Feed} orders its
 * records and cuts them into {@link tv.headwater.packager.segment.MediaSegment}s of {@link tv.headwater.packager.cmaf.Fragment}s →
 * {@link tv.headwater.packager.window.StreamWindow} keeps what is offered, immutable, and lists the ladder →
 * {@link tv.headwater.packager.origin.WindowResources} answers requests from it with {@code playlist}s and {@code dash} manifests, and from {@link
 * tv.headwater.packager.timeshift.Timeshift} what the window has forgotten.
 * {@link tv.headwater.packager.Packager} starts and stops it all.
 *
 * <p>Topics in: {@code source-media}, {@code rendition-media}, {@code streams}. Topics out: {@code nodes}. HTTP in: the media
 * paths of {@link tv.headwater.contract.live.MediaPath}. HTTP out: none. Traces: {@code first part}, below {@code publish}.
 */
@NullMarked
package tv.headwater.packager;

import org.jspecify.annotations.NullMarked;
