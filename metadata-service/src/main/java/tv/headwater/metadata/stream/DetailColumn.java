package tv.headwater.metadata.stream;

import jakarta.persistence.AttributeConverter;
import jakarta.persistence.Converter;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.core.type.TypeReference;
import tv.headwater.contract.log.Json;

/** An event's detail as JSON. */
@Converter
class DetailColumn implements AttributeConverter<Map<String, Object>, String> {

    @Override
    public String convertToDatabaseColumn(Map<String, Object> detail) {
        return new String(Json.write(detail), StandardCharsets.UTF_8);
    }

    @Override
    public Map<String, Object> convertToEntityAttribute(String column) {
        return Json.MAPPER.readValue(column, new TypeReference<TreeMap<String, Object>>() {});
    }
}
