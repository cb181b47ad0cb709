package tv.headwater.packager.dvr;

import java.nio.file.Path;
import tv.headwater.contract.id.Rendition;
import tv.headwater.contract.id.StreamId;

/** One rendition of one stream. */
public record RenditionKey(StreamId streamId, Rendition rendition) {

    Path under(Path directory) {
        return directory.resolve(streamId.value()).resolve(rendition.value());
    }

    @Override
    public String toString() {
        return streamId + "/" + rendition;
    }
}
