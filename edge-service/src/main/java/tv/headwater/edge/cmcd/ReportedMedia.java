package tv.headwater.edge.cmcd;

import java.util.concurrent.CompletionStage;
import tv.headwater.mediahttp.MediaRequest;
import tv.headwater.mediahttp.MediaResources;
import tv.headwater.mediahttp.MediaResponse;

/** Takes in what players say with requests that are answered; what comes with others may be anybody's invention. */
public final class ReportedMedia implements MediaResources {

    private final PlaybackMeters meters;
    private final MediaResources media;

    public ReportedMedia(PlaybackMeters meters, MediaResources media) {
        this.meters = meters;
        this.media = media;
    }

    @Override
    public CompletionStage<MediaResponse> get(MediaRequest request) {
        var text = request.asker().cmcd();
        if (text == null) {
            return media.get(request);
        }
        return media.get(request)
                .whenComplete((response, failure) -> {
                    if (response instanceof MediaResponse.Found) {
                        meters.on(request.path(), text);
                    }
                });
    }
}
