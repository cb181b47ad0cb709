package tv.headwater.ingest.codec;

import org.jspecify.annotations.Nullable;

/**
 * What the parameters of a coded video sequence say of its pictures.
 *
 * @param frameRate null where they do not tell
 */
record VideoSequence(PictureSize size, @Nullable FrameRate frameRate) {}
