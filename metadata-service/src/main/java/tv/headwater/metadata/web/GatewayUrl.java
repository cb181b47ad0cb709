package tv.headwater.metadata.web;

import org.springframework.stereotype.Component;
import org.springframework.web.servlet.support.ServletUriComponentsBuilder;
import tv.headwater.metadata.MetadataProperties;

/** What URLs given to viewers begin with: as configured, or as the running request came in. */
@Component
public class GatewayUrl {

    private final MetadataProperties.PublicUrls urls;

    GatewayUrl(MetadataProperties properties) {
        this.urls = properties.publicUrls();
    }

    /** Without a slash at its end. */
    public String prefix() {
        var configured = urls.gatewayUrl();
        return configured == null
                ? ServletUriComponentsBuilder.fromCurrentContextPath().build().toUriString()
                : configured.replaceAll("/+$", "");
    }
}
