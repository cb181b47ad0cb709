package tv.headwater.transcode.worker;

import org.bytedeco.ffmpeg.global.avcodec;
import org.bytedeco.ffmpeg.global.avfilter;
import org.bytedeco.ffmpeg.global.avformat;
import org.bytedeco.ffmpeg.global.avutil;
import org.bytedeco.ffmpeg.global.swresample;
import org.bytedeco.ffmpeg.global.swscale;
import org.bytedeco.javacpp.Loader;
import tv.headwater.transcode.wire.WorkerJob;
import tv.headwater.transcode.worker.ffmpeg.FfmpegLog;
import tv.headwater.transcode.worker.ladder.LadderTask;
import tv.headwater.transcode.worker.poster.PosterTask;

/** What FFmpeg does. */
final class FfmpegTasks implements Tasks {

    @Override
    public String load() {
        Loader.load(avutil.class);
        Loader.load(avcodec.class);
        Loader.load(avformat.class);
        Loader.load(avfilter.class);
        Loader.load(swresample.class);
        Loader.load(swscale.class);
        FfmpegLog.install();
        return avutil.av_version_info().getString();
    }

    @Override
    public Task create(WorkerJob job, Output output) {
        return switch (job) {
            case WorkerJob.Transcode transcode -> new LadderTask(transcode, output);
            case WorkerJob.Posters posters -> new PosterTask(posters, output);
        };
    }
}
