package org.dpmodel.graph.onnx;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** What a reader changed, as sentences for the user. */
final class ReadNotes {
    private final List<String> sentences = new ArrayList<>();
    private final Map<StoredType, Integer> widened = new EnumMap<>(StoredType.class);

    void add(String sentence) {
        if (!sentences.contains(sentence)) {
            sentences.add(sentence);
        }
    }

    /** Counts a stored weight whose elements were converted to another type. */
    void widened(StoredType type) {
        widened.merge(type, 1, Integer::sum);
    }

    List<String> sentences() {
        List<String> all = new ArrayList<>(sentences);
        widened.forEach((type, count) -> all.add(sentence(type, count)));
        return List.copyOf(all);
    }

    private static String sentence(StoredType type, int count) {
        String held =
                switch (type.held()) {
                    case FLOAT -> "float32";
                    case INT32 -> "int32";
                    default -> "int64";
                };
        String stored = type.name().toLowerCase(java.util.Locale.ROOT);
        String verb = type.isOtherReal() ? "trained and saved in " : "read as ";
        return count == 1
                ? "1 initializer was stored as " + stored + " and is " + verb + held
                : count + " initializers were stored as " + stored + " and are " + verb + held;
    }
}
