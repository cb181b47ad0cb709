/**
 * Segments on disk, for those who seek further back than the window in memory goes.
 *
 * <p>{@code DIRECTORY/<stream>/<rendition>/<number>.v1} are volumes: records one after another, each a head with a CRC32C and a
 * payload with one ({@link tv.headwater.packager.dvr.HeadCodec}). A record is an init segment or a media segment, and each volume
 * has the init segments of its own, so that any other can be deleted. When a volume is full, has an hour of media or nobody has
 * written to it for a while, {@code <number>.index} repeats its heads; where that is missing or does not fit the volume, the
 * volume is read instead.
 *
 * <p>Reading order: {@link tv.headwater.packager.dvr.DvrStore} is all that others see → {@link
 * tv.headwater.packager.dvr.DvrWriter} does all writing on one thread, from a {@link tv.headwater.packager.dvr.WriteQueue} →
 * {@link tv.headwater.packager.dvr.RenditionVolumes} are one rendition's {@link tv.headwater.packager.dvr.Volume}s and their
 * {@link tv.headwater.packager.dvr.DvrIndex}, which is immutable and read by everyone.
 *
 * <p>What goes first: what a stream's own window no longer has; then, over {@link
 * tv.headwater.packager.dvr.DvrLimits#maxBytes}, the oldest media of any stream, so that everybody's newest hours stay. A
 * full disk is another matter, since somebody else may have filled it: then nothing is deleted for it, DVR stops growing and
 * says so, and goes on when there is room. The live edge never waits for any of this.
 */
@NullMarked
package tv.headwater.packager.dvr;

import org.jspecify.annotations.NullMarked;
