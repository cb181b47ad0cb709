/**
 * Playing what a stream's window has forgotten: what streams with a DVR window bring forth goes to the {@link
 * tv.headwater.packager.dvr.DvrStore}, and from there their playlists begin and older segments are served.
 *
 * <p>Reading order: {@link tv.headwater.packager.timeshift.Timeshift} is all that others see → {@link
 * tv.headwater.packager.timeshift.PastListing} lists a rendition's past and keeps its text from one segment to the next → {@link
 * tv.headwater.packager.timeshift.Shelf} is disk and memory as one.
 */
@NullMarked
package tv.headwater.packager.timeshift;

import org.jspecify.annotations.NullMarked;
