package tv.headwater.transcode.worker.ffmpeg;

import static org.bytedeco.ffmpeg.global.avutil.av_dict_free;
import static org.bytedeco.ffmpeg.global.avutil.av_dict_iterate;
import static org.bytedeco.ffmpeg.global.avutil.av_dict_set;

import java.util.Map;
import org.bytedeco.ffmpeg.avutil.AVDictionary;

/** Options for one call that takes a dictionary, and takes out of it what it knows. */
public final class Options implements AutoCloseable {

    private final AVDictionary dictionary = new AVDictionary(null);

    public Options(Map<String, String> options) {
        options.forEach((name, value) ->
                Ffmpeg.check(av_dict_set(dictionary, name, value, 0), "option " + name));
    }

    public AVDictionary dictionary() {
        return dictionary;
    }

    /**
     * @throws FfmpegException if the call has left an option in there, since it does not know it
     */
    public void requireAllTaken(String what) {
        var left = av_dict_iterate(dictionary, null);
        if (left != null) {
            throw new FfmpegException(what + " has no option " + left.key().getString());
        }
    }

    @Override
    public void close() {
        av_dict_free(dictionary);
    }
}
