package tv.headwater.chat;

import io.swagger.v3.oas.models.OpenAPI;
import io.swagger.v3.oas.models.media.StringSchema;
import org.springdoc.core.utils.SpringDocUtils;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import tv.headwater.contract.id.MessageId;
import tv.headwater.contract.id.PollId;
import tv.headwater.rest.ApiDescription;

/** How the API describes itself at {@code /api/v1/openapi/chat}. */
@Configuration(proxyBeanMethods = false)
class OpenApi {

    OpenApi() {
        SpringDocUtils.getConfig()
                .replaceWithSchema(MessageId.class, new StringSchema().pattern("^[0-9]{1,18}$"))
                .replaceWithSchema(PollId.class, new StringSchema().pattern("^[a-z0-9]{16}$"));
    }

    @Bean
    OpenAPI description() {
        return ApiDescription.of(
                "Headwater's rooms",
                "Chat, danmaku and polls of live streams. What is said goes over the WebSocket"
                        + " `/chat/{id}`, for which there are tickets.");
    }
}
