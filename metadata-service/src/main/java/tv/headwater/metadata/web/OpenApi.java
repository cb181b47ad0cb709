package tv.headwater.metadata.web;

import io.swagger.v3.oas.models.OpenAPI;
import io.swagger.v3.oas.models.media.ArraySchema;
import io.swagger.v3.oas.models.media.IntegerSchema;
import io.swagger.v3.oas.models.media.ObjectSchema;
import io.swagger.v3.oas.models.media.Schema;
import io.swagger.v3.oas.models.media.StringSchema;
import java.math.BigDecimal;
import java.util.List;
import org.springdoc.core.utils.SpringDocUtils;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import tv.headwater.contract.id.EventId;
import tv.headwater.contract.id.NodeId;
import tv.headwater.contract.id.Rendition;
import tv.headwater.contract.stream.Ladder;
import tv.headwater.rest.ApiDescription;

/** How the API describes itself at {@code /api/v1/openapi}. */
@Configuration(proxyBeanMethods = false)
class OpenApi {

    OpenApi() {
        SpringDocUtils.getConfig()
                .replaceWithSchema(Ladder.class, ladder())
                .replaceWithSchema(EventId.class, new StringSchema().pattern("^[a-z0-9]{16}$"))
                .replaceWithSchema(NodeId.class, new StringSchema())
                .replaceWithSchema(
                        Rendition.class, new StringSchema().pattern("^[a-z0-9][a-z0-9-]{0,15}$"))
                .replaceWithSchema(Secret.class, new StringSchema().format("password"));
    }

    @Bean
    OpenAPI headwater() {
        return ApiDescription.of("Headwater", "Live streams: publish over RTMP, watch over HLS.");
    }

    private static Schema<?> ladder() {
        return new Schema<>()
                .description(
                        "`auto`: the rungs that fit the source. `source`: the source alone. A list: just these")
                .addOneOfItem(new StringSchema().addEnumItem("auto").addEnumItem("source"))
                .addOneOfItem(new ArraySchema().items(rung()).minItems(1).maxItems(8));
    }

    private static Schema<?> rung() {
        var rung = new ObjectSchema();
        rung.addProperty(
                        "name",
                        new StringSchema()
                                .pattern("^[a-z0-9][a-z0-9-]{0,15}$")
                                .description(
                                        "Unique, and none of `source`, `audio`, `audio-aac`, `poster` and `metadata`"))
                .addProperty(
                        "height",
                        new IntegerSchema()
                                .minimum(BigDecimal.valueOf(144))
                                .maximum(BigDecimal.valueOf(2160))
                                .multipleOf(BigDecimal.TWO)
                                .description("Of an upright picture it is the width"))
                .addProperty(
                        "videoBitrate",
                        new IntegerSchema()
                                .minimum(BigDecimal.valueOf(100_000))
                                .maximum(BigDecimal.valueOf(50_000_000))
                                .description("Bits per second"))
                .addProperty(
                        "codec",
                        new StringSchema()
                                .addEnumItem("h264")
                                .addEnumItem("hevc")
                                .addEnumItem("av1")
                                ._default("h264"));
        rung.setRequired(List.of("name", "height", "videoBitrate"));
        return rung;
    }
}
