package tv.headwater.rest;

import io.swagger.v3.oas.models.Components;
import io.swagger.v3.oas.models.OpenAPI;
import io.swagger.v3.oas.models.info.Info;
import io.swagger.v3.oas.models.media.StringSchema;
import io.swagger.v3.oas.models.security.SecurityRequirement;
import io.swagger.v3.oas.models.security.SecurityScheme;
import org.springdoc.core.utils.SpringDocUtils;
import tv.headwater.contract.id.StreamId;

/** How the API of a service describes itself in OpenAPI, as far as that is the same for all of them. */
public final class ApiDescription {

    private static final String BEARER = "bearer";

    private ApiDescription() {}

    /** @param what it is for, a sentence */
    public static OpenAPI of(String title, String what) {
        SpringDocUtils.getConfig()
                .replaceWithSchema(StreamId.class, new StringSchema().pattern("^[a-z0-9]{16}$"))
                .addRequestWrapperToIgnore(Caller.class);
        return new OpenAPI()
                .info(
                        new Info()
                                .title(title)
                                .version("v1")
                                .description(
                                        what
                                                + " Times are RFC 3339 in UTC. Errors are RFC 9457"
                                                + " `application/problem+json` with a stable `code`."
                                                + " Lists are paged: `?limit=&cursor=` gives"
                                                + " `{items, nextCursor}`. Unknown properties are"
                                                + " refused."))
                .components(
                        new Components()
                                .addSecuritySchemes(
                                        BEARER,
                                        new SecurityScheme()
                                                .type(SecurityScheme.Type.HTTP)
                                                .scheme("bearer")
                                                .description("An access token or an API key")))
                .addSecurityItem(new SecurityRequirement().addList(BEARER));
    }
}
