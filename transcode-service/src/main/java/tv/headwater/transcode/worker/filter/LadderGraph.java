package tv.headwater.transcode.worker.filter;

import static org.bytedeco.ffmpeg.global.avfilter.AV_BUFFERSRC_FLAG_KEEP_REF;
import static org.bytedeco.ffmpeg.global.avfilter.av_buffersink_get_frame;
import static org.bytedeco.ffmpeg.global.avfilter.av_buffersrc_add_frame_flags;
import static org.bytedeco.ffmpeg.global.avfilter.avfilter_graph_alloc;
import static org.bytedeco.ffmpeg.global.avfilter.avfilter_graph_config;
import static org.bytedeco.ffmpeg.global.avfilter.avfilter_graph_free;
import static org.bytedeco.ffmpeg.global.avfilter.avfilter_graph_get_filter;
import static org.bytedeco.ffmpeg.global.avfilter.avfilter_graph_parse2;
import static org.bytedeco.ffmpeg.global.avutil.av_get_pix_fmt_name;

import java.util.ArrayList;
import java.util.List;
import org.bytedeco.ffmpeg.avfilter.AVFilterContext;
import org.bytedeco.ffmpeg.avfilter.AVFilterGraph;
import org.bytedeco.ffmpeg.avfilter.AVFilterInOut;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import tv.headwater.contract.media.MediaRecord;
import tv.headwater.transcode.ladder.RungPlan;
import tv.headwater.transcode.worker.ffmpeg.Ffmpeg;
import tv.headwater.transcode.worker.ffmpeg.FfmpegException;

/** Scales each picture to every rung. Used and closed by one thread; the pictures it gives out live on without it. */
public final class LadderGraph implements AutoCloseable {

    private final AVFilterGraph graph;
    private final AVFilterContext source;
    private final List<AVFilterContext> sinks = new ArrayList<>();

    /**
     * @param rungs at least one
     * @throws FfmpegException if pictures of this form cannot be scaled
     */
    public LadderGraph(FrameForm form, List<RungPlan> rungs) {
        graph = Ffmpeg.allocated(avfilter_graph_alloc(), "filter graph");
        // The rungs' encoders have the other cores; threads of its own cost more here than they
        // bring.
        graph.nb_threads(1);
        try {
            var inputs = new AVFilterInOut(null);
            var outputs = new AVFilterInOut(null);
            Ffmpeg.check(
                    avfilter_graph_parse2(graph, description(form, rungs), inputs, outputs),
                    "filter graph");
            Ffmpeg.check(avfilter_graph_config(graph, null), "filter graph");
            source = filter("buffer@in");
            for (int i = 0; i < rungs.size(); i++) {
                sinks.add(filter("buffersink@" + i));
            }
        } catch (RuntimeException e) {
            close();
            throw e;
        }
    }

    private AVFilterContext filter(String name) {
        return Ffmpeg.allocated(avfilter_graph_get_filter(graph, name), "filter " + name);
    }

    static String description(FrameForm form, List<RungPlan> rungs) {
        var text = new StringBuilder("buffer@in=video_size=" + form.width() + "x" + form.height());
        text.append(":pix_fmt=").append(formatName(form.format()));
        text.append(":time_base=1/").append(MediaRecord.TICKS_PER_SECOND);
        text.append(":pixel_aspect=").append(form.sarNumerator());
        text.append('/').append(form.sarDenominator());
        text.append(":colorspace=").append(form.matrix()).append(":range=").append(form.range());
        text.append(",split=").append(rungs.size());
        for (int i = 0; i < rungs.size(); i++) {
            text.append("[r").append(i).append(']');
        }
        for (int i = 0; i < rungs.size(); i++) {
            text.append(";[r").append(i).append(']');
            text.append(scale(form, rungs.get(i))).append(",setsar=1");
            text.append(",format=pix_fmts=yuv420p:color_ranges=tv,buffersink@").append(i);
        }
        return text.toString();
    }

    private static String scale(FrameForm form, RungPlan rung) {
        var fit = Fit.of(form.displayWidth(), form.height(), rung.width(), rung.height());
        var scale = "scale=" + fit.width() + ":" + fit.height();
        if (fit.fills(rung.width(), rung.height())) {
            return scale;
        }
        return scale + ",pad=" + rung.width() + ":" + rung.height() + ":" + fit.x() + ":" + fit.y();
    }

    private static String formatName(int format) {
        var name = av_get_pix_fmt_name(format);
        if (name == null) {
            throw new FfmpegException("pixel format " + format + " is unknown");
        }
        return name.getString();
    }

    /**
     * Takes a picture in; it stays the caller's.
     *
     * @throws FfmpegException if it cannot be scaled
     */
    public void push(AVFrame frame) {
        Ffmpeg.check(
                av_buffersrc_add_frame_flags(source, frame, AV_BUFFERSRC_FLAG_KEEP_REF),
                "filter graph");
    }

    /**
     * Gives out the picture for one rung, once for each picture taken in.
     *
     * @param rung its place in the list this was made with
     * @param into an empty frame that gets it
     * @throws FfmpegException if there is none
     */
    public void pull(int rung, AVFrame into) {
        Ffmpeg.check(av_buffersink_get_frame(sinks.get(rung), into), "filter graph");
    }

    @Override
    public void close() {
        avfilter_graph_free(graph);
    }
}
