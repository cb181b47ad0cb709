package tv.headwater.checks;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** Reads YAML; a key given twice is an error. */
final class Yaml {

    private Yaml() {}

    @SuppressWarnings("unchecked")
    static Map<String, Object> one(String text) {
        return (Map<String, Object>) reader().load(text);
    }

    /** All documents that are not empty. */
    static List<Map<String, Object>> all(String text) {
        var documents = new ArrayList<Map<String, Object>>();
        for (var document : reader().loadAll(text)) {
            if (document != null) {
                @SuppressWarnings("unchecked")
                var map = (Map<String, Object>) document;
                documents.add(map);
            }
        }
        return documents;
    }

    /** Its values by dotted keys, as Spring names properties; lists and empty maps are values. */
    static Map<String, Object> flat(Map<String, Object> tree) {
        var flat = new TreeMap<String, Object>();
        flatten("", tree, flat);
        return flat;
    }

    private static void flatten(String prefix, Map<?, ?> tree, Map<String, Object> into) {
        tree.forEach((key, value) -> {
            if (value instanceof Map<?, ?> map && !map.isEmpty()) {
                flatten(prefix + key + ".", map, into);
            } else {
                into.put(prefix + key, value == null ? "" : value);
            }
        });
    }

    private static org.yaml.snakeyaml.Yaml reader() {
        var options = new LoaderOptions();
        options.setAllowDuplicateKeys(false);
        options.setCodePointLimit(16 << 20);
        return new org.yaml.snakeyaml.Yaml(new SafeConstructor(options));
    }
}
