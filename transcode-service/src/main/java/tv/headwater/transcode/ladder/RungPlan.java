package tv.headwater.transcode.ladder;

import tv.headwater.contract.id.Rendition;
import tv.headwater.contract.stream.VideoCodec;

/**
 * A rung as it is encoded for one source.
 *
 * @param width and {@code height} in luma samples, even, of square pixels
 * @param videoBitrate bits per second
 */
public record RungPlan(Rendition name, int width, int height, int videoBitrate, VideoCodec codec) {}
