import java.util.List;
import org.bytedeco.ffmpeg.global.avcodec;
import org.bytedeco.ffmpeg.global.avfilter;
import org.bytedeco.ffmpeg.global.avformat;
import org.bytedeco.ffmpeg.global.avutil;
import org.bytedeco.ffmpeg.global.swresample;
import org.bytedeco.ffmpeg.global.swscale;
import org.bytedeco.javacpp.Loader;

/** Has JavaCPP unpack FFmpeg's libraries into its cache, as a transcode worker would at its first start. */
void main() {
    for (var library :
            List.of(avutil.class, swresample.class, swscale.class, avcodec.class, avformat.class, avfilter.class)) {
        Loader.load(library);
    }
}
