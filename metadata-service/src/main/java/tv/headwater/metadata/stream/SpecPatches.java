package tv.headwater.metadata.stream;

import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;
import tv.headwater.contract.api.LiveStreamSpec;
import tv.headwater.contract.api.Recording;
import tv.headwater.rest.ApiProblem;

/** JSON Merge Patch (RFC 7396) of a spec, and what no spec may ask for yet. */
@Component
class SpecPatches {

    private final JsonMapper json;

    SpecPatches(JsonMapper json) {
        this.json = json;
    }

    /**
     * Absent is unchanged, null is back to the default.
     *
     * @throws tools.jackson.core.JacksonException or {@link tv.headwater.contract.api.InvalidProperty} if the result is no spec
     */
    LiveStreamSpec apply(LiveStreamSpec spec, Map<String, @Nullable Object> patch) {
        ObjectNode merged = json.valueToTree(spec);
        merge(merged, json.valueToTree(patch));
        return supported(json.treeToValue(merged, LiveStreamSpec.class));
    }

    private static void merge(ObjectNode into, ObjectNode patch) {
        for (Map.Entry<String, JsonNode> change : patch.properties()) {
            var name = change.getKey();
            if (change.getValue().isNull()) {
                into.remove(name);
            } else if (change.getValue() instanceof ObjectNode object) {
                var target = into.get(name) instanceof ObjectNode old ? old : into.putObject(name);
                merge(target, object);
            } else {
                into.set(name, change.getValue());
            }
        }
    }

    /**
     * Refuses what would have no effect, where the caller relies on the effect.
     *
     * @throws ApiProblem 400 {@code not_supported_yet}
     */
    static LiveStreamSpec supported(LiveStreamSpec asked) {
        var spec = asked.complete();
        if (spec.recording().mode() == Recording.Mode.AUTOMATIC) {
            throw ApiProblem.notSupportedYet(
                    "recording.mode", "recording automatic is not supported yet");
        }
        if (spec.pull() != null) {
            throw ApiProblem.notSupportedYet("pull", "pull is not supported yet");
        }
        return spec;
    }
}
