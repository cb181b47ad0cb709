package tv.headwater.demo;

import static org.bytedeco.ffmpeg.global.avfilter.av_buffersink_get_frame;
import static org.bytedeco.ffmpeg.global.avfilter.avfilter_graph_alloc;
import static org.bytedeco.ffmpeg.global.avfilter.avfilter_graph_config;
import static org.bytedeco.ffmpeg.global.avfilter.avfilter_graph_free;
import static org.bytedeco.ffmpeg.global.avfilter.avfilter_graph_get_filter;
import static org.bytedeco.ffmpeg.global.avfilter.avfilter_graph_parse2;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_alloc;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_free;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_unref;

import org.bytedeco.ffmpeg.avfilter.AVFilterContext;
import org.bytedeco.ffmpeg.avfilter.AVFilterGraph;
import org.bytedeco.ffmpeg.avfilter.AVFilterInOut;
import org.bytedeco.ffmpeg.avutil.AVFrame;

/** Endless frames out of a filter graph without inputs. For one thread. */
final class LavfiSource implements AutoCloseable {

    private final AVFilterGraph graph = avfilter_graph_alloc();
    private final AVFrame frame = av_frame_alloc();
    private final AVFilterContext sink;

    /**
     * @param filters a chain in FFmpeg's notation, such as {@code testsrc2=size=1280x720}
     * @param sinkName {@code buffersink} or {@code abuffersink}
     */
    LavfiSource(String filters, String sinkName) throws FfmpegFailure {
        var name = sinkName + "@out";
        // Both stay empty, since the chain is closed at both ends.
        var inputs = new AVFilterInOut(null);
        var outputs = new AVFilterInOut(null);
        FfmpegFailure.check(
                avfilter_graph_parse2(graph, filters + "," + name, inputs, outputs),
                "read the filters " + filters);
        FfmpegFailure.check(avfilter_graph_config(graph, null), "set up the filters " + filters);
        sink = avfilter_graph_get_filter(graph, name);
    }

    /** The next frame; it is this source's own, and good until the next call. */
    AVFrame next() throws FfmpegFailure {
        av_frame_unref(frame);
        FfmpegFailure.check(av_buffersink_get_frame(sink, frame), "make a frame");
        return frame;
    }

    @Override
    public void close() {
        av_frame_free(frame);
        avfilter_graph_free(graph);
    }
}
