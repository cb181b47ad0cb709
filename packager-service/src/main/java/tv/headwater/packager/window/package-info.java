/** What a stream has to offer at one moment, immutable: segments, and the playlists and the manifest that list them. Pure. */
@NullMarked
package tv.headwater.packager.window;

import org.jspecify.annotations.NullMarked;
