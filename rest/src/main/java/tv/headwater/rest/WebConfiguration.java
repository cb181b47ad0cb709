package tv.headwater.rest;

import java.util.List;
import org.springframework.boot.jackson.autoconfigure.JsonMapperBuilderCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.web.method.support.HandlerMethodArgumentResolver;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.MapperFeature;
import tools.jackson.databind.cfg.CoercionAction;
import tools.jackson.databind.cfg.CoercionInputShape;
import tools.jackson.databind.cfg.EnumFeature;
import tools.jackson.databind.type.LogicalType;

/** JSON that takes nothing for what it is not, and callers as parameters. */
@Configuration(proxyBeanMethods = false)
@Import({Problems.class, ErrorsController.class, RequestGuard.class})
public class WebConfiguration implements WebMvcConfigurer {

    private final CallerArgument callerArgument;

    WebConfiguration(Callers callers) {
        this.callerArgument = new CallerArgument(callers);
    }

    @Override
    public void addArgumentResolvers(List<HandlerMethodArgumentResolver> resolvers) {
        resolvers.add(callerArgument);
    }

    @Bean
    JsonMapperBuilderCustomizer strictJson() {
        return json ->
                json.disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
                        .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
                        .enable(EnumFeature.FAIL_ON_NUMBERS_FOR_ENUMS)
                        .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                        .withCoercionConfig(
                                LogicalType.Textual,
                                text -> {
                                    text.setCoercion(
                                            CoercionInputShape.Integer, CoercionAction.Fail);
                                    text.setCoercion(CoercionInputShape.Float, CoercionAction.Fail);
                                    text.setCoercion(
                                            CoercionInputShape.Boolean, CoercionAction.Fail);
                                });
    }
}
