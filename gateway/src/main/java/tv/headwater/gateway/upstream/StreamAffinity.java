package tv.headwater.gateway.upstream;

import java.util.Comparator;
import java.util.List;
import org.springframework.cloud.client.ServiceInstance;
import tv.headwater.contract.live.MediaPath;

/**
 * The same edge for all of a stream, so that its viewers warm one cache: rendezvous hashing of stream id and instance id. When
 * an edge goes, only its own streams move.
 */
final class StreamAffinity implements Choice {

    private static final long FNV_OFFSET = 0xcbf29ce484222325L;
    private static final long FNV_PRIME = 0x100000001b3L;

    @Override
    public ServiceInstance among(List<ServiceInstance> instances, String path) {
        var mediaPath = MediaPath.parse(path);
        var key = mediaPath == null ? path : mediaPath.streamId().value();
        return instances.stream()
                .max(
                        Comparator.comparingLong(
                                (ServiceInstance instance) -> score(key, Upstreams.id(instance))))
                .orElseThrow();
    }

    private static long score(String key, String instance) {
        long hash = fnv(fnv(FNV_OFFSET, key) * FNV_PRIME, instance);
        // FNV's high bits alone are too regular for ids that differ in one character.
        hash = (hash ^ (hash >>> 33)) * 0xff51afd7ed558ccdL;
        hash = (hash ^ (hash >>> 33)) * 0xc4ceb9fe1a85ec53L;
        return hash ^ (hash >>> 33);
    }

    private static long fnv(long start, String text) {
        long hash = start;
        for (int i = 0; i < text.length(); i++) {
            hash = (hash ^ text.charAt(i)) * FNV_PRIME;
        }
        return hash;
    }
}
