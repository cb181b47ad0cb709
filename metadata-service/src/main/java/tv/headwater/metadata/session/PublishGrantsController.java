package tv.headwater.metadata.session;

import io.swagger.v3.oas.annotations.Hidden;
import org.springframework.web.bind.annotation.RestController;
import tv.headwater.contract.api.InvalidProperty;
import tv.headwater.contract.api.PublishGrantsApi;

/** For ingest alone: the gateway does not route here, and it is bound where only the cluster reaches it. */
@Hidden
@RestController
class PublishGrantsController implements PublishGrantsApi {

    private static final int MAX_ADDRESS = 64;

    private final Grants grants;

    PublishGrantsController(Grants grants) {
        this.grants = grants;
    }

    @Override
    public PublishGrant grant(PublishGrantRequest request) {
        if (request.streamKeySha256() == null) {
            throw new InvalidProperty("streamKeySha256", "streamKeySha256 is missing");
        }
        if (request.node() == null) {
            throw new InvalidProperty("node", "node is missing");
        }
        var address = request.remoteAddress();
        if (address == null || address.length() > MAX_ADDRESS) {
            throw new InvalidProperty(
                    "remoteAddress",
                    "remoteAddress is missing or exceeds %d characters".formatted(MAX_ADDRESS));
        }
        return grants.grant(request);
    }
}
