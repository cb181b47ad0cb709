package tv.headwater.metadata.stream;

import jakarta.persistence.AttributeConverter;
import jakarta.persistence.Converter;
import java.nio.charset.StandardCharsets;
import tv.headwater.contract.api.LiveStreamSpec;
import tv.headwater.contract.log.Json;

/** The spec as JSON. */
@Converter
class SpecColumn implements AttributeConverter<LiveStreamSpec, String> {

    @Override
    public String convertToDatabaseColumn(LiveStreamSpec spec) {
        return new String(Json.write(spec), StandardCharsets.UTF_8);
    }

    @Override
    public LiveStreamSpec convertToEntityAttribute(String column) {
        return Json.read(column.getBytes(StandardCharsets.UTF_8), LiveStreamSpec.class);
    }
}
