package tv.headwater.metadata.cluster;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import tv.headwater.contract.api.Page;
import tv.headwater.contract.node.NodeStatus;
import tv.headwater.rest.Caller;

/** {@code /api/v1/nodes}. */
@Tag(name = "Nodes")
@RestController
class NodesController {

    private final Cluster cluster;

    NodesController(Cluster cluster) {
        this.cluster = cluster;
    }

    @Operation(
            summary = "The running cluster",
            description =
                    "Every node that beats: role, version, load from 0 to 1, and what it holds. Of each stream an ingest says what"
                            + " it measures of the source, a transcoder how the ladder goes; a transcoder names the lanes it"
                            + " has and its capacity in encoder-seconds per second, an edge its capacity in connections."
                            + " One that is `draining` takes nothing new. Needs the role admin.")
    @GetMapping("/api/v1/nodes")
    Page<NodeStatus> list(Caller caller) {
        caller.mustBeAdmin();
        return new Page<>(cluster.live(), null);
    }
}
