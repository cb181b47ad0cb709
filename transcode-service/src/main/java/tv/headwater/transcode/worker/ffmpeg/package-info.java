/** What every user of FFmpeg's libraries needs: errors as exceptions, options. */
@NullMarked
package tv.headwater.transcode.worker.ffmpeg;

import org.jspecify.annotations.NullMarked;
