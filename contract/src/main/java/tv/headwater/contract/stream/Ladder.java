package tv.headwater.contract.stream;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import tv.headwater.contract.id.Rendition;

/** Which renditions a stream gets beside its source. In JSON: {@code "auto"}, {@code "source"} or a list of rungs. */
public sealed interface Ladder {

    Ladder AUTO = new Auto();
    Ladder SOURCE = new Source();

    @JsonValue
    Object json();

    /** The rungs that fit the source. */
    record Auto() implements Ladder {
        @Override
        public Object json() {
            return "auto";
        }
    }

    /** The source alone. */
    record Source() implements Ladder {
        @Override
        public Object json() {
            return "source";
        }
    }

    /** Just these. */
    record Rungs(List<Rung> rungs) implements Ladder {

        public static final int MAX_RUNGS = 8;

        public Rungs {
            rungs = List.copyOf(rungs);
            if (rungs.isEmpty() || rungs.size() > MAX_RUNGS) {
                throw new IllegalArgumentException(
                        "ladder of " + rungs.size() + " rungs is not in 1.." + MAX_RUNGS);
            }
            var names = new HashSet<Rendition>();
            for (var rung : rungs) {
                if (!names.add(rung.name())) {
                    throw new IllegalArgumentException("ladder has two rungs named " + rung.name());
                }
            }
        }

        @Override
        public Object json() {
            return rungs.stream().map(Rung::json).toList();
        }
    }

    /**
     * @param height in luma samples, even, 144 to 2160; of an upright picture it is the width
     * @param videoBitrate in bits per second, 100,000 to 50,000,000
     * @param codec h264 where the JSON has none
     */
    record Rung(Rendition name, int height, int videoBitrate, VideoCodec codec) {

        private static final Set<String> REQUIRED = Set.of("name", "height", "videoBitrate");
        private static final Set<String> FIELDS = Set.of("name", "height", "videoBitrate", "codec");

        public Rung {
            if (Rendition.RESERVED.contains(name)) {
                throw new IllegalArgumentException("ladder rung name '" + name + "' is reserved");
            }
            if (height < 144 || height > 2160 || height % 2 != 0) {
                throw new IllegalArgumentException(
                        "ladder rung height " + height + " is not even and in 144..2160");
            }
            if (videoBitrate < 100_000 || videoBitrate > 50_000_000) {
                throw new IllegalArgumentException(
                        "ladder rung videoBitrate " + videoBitrate + " is not in 100000..50000000");
            }
        }

        private Object json() {
            var json = new LinkedHashMap<String, Object>();
            json.put("name", name.value());
            json.put("height", height);
            json.put("videoBitrate", videoBitrate);
            if (codec != VideoCodec.H264) {
                json.put("codec", codec.json());
            }
            return json;
        }
    }

    /**
     * @throws IllegalArgumentException if {@code json} is none of the three forms; the message says what is wrong
     */
    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    static Ladder of(Object json) {
        if (json instanceof List<?> list) {
            List<Rung> rungs = new ArrayList<>();
            for (var item : list) {
                if (!(item instanceof Map<?, ?> rung)
                        || !rung.keySet().containsAll(Rung.REQUIRED)
                        || !Rung.FIELDS.containsAll(rung.keySet())) {
                    throw new IllegalArgumentException(
                            "ladder rung is not {name, height, videoBitrate, codec?}");
                }
                if (!(rung.get("name") instanceof String name)
                        || !(rung.get("height") instanceof Integer height)
                        || !(rung.get("videoBitrate") instanceof Integer videoBitrate)) {
                    throw new IllegalArgumentException(
                            "ladder rung wants a text name and whole numbers height and videoBitrate");
                }
                if (!Rendition.isValid(name)) {
                    throw new IllegalArgumentException(
                            "ladder rung name is not 1 to 16 characters of [a-z0-9-] that begin with a letter or digit");
                }
                var codec = rung.containsKey("codec") ? rung.get("codec") : VideoCodec.H264.json();
                rungs.add(
                        new Rung(new Rendition(name), height, videoBitrate, VideoCodec.of(codec)));
            }
            return new Rungs(rungs);
        }
        if ("auto".equals(json)) {
            return AUTO;
        }
        if ("source".equals(json)) {
            return SOURCE;
        }
        throw new IllegalArgumentException("ladder is not auto, source or a list of rungs");
    }
}
