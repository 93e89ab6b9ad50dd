package org.dpmodel.tabular;

import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.dpmodel.validation.Require;

/**
 * Named classes. Each corresponds to one or more texts of the column, as in
 * {@code classes("num").named("healthy", "0").named("ill", "1", "2", "3", "4")}; their order is that of the network's
 * outputs.
 *
 * @param column name of the column
 * @param texts the texts of each class, by its name
 */
public record ClassTarget(String column, Map<String, List<String>> texts) implements Target {
    /**
     * Copies the map.
     *
     * @throws IllegalArgumentException if a text belongs to two classes, or a class has none
     */
    public ClassTarget {
        Map<String, List<String>> copy = new LinkedHashMap<>();
        Set<String> seen = new HashSet<>();
        texts.forEach((name, values) -> {
            copy.put(name, List.copyOf(values));
            if (values.isEmpty()) {
                throw Require.broken("the texts of class " + name, "must be given", "none", "name at least one");
            }
            for (String value : values) {
                if (!seen.add(value)) {
                    throw Require.broken("the texts of the classes", "must be different", value, "name each once");
                }
            }
        });
        texts = Collections.unmodifiableMap(copy);
    }

    /**
     * These classes with one more.
     *
     * @param name its name
     * @param values the texts of the column that denote it, at least one
     * @return the changed target
     * @throws IllegalArgumentException if there is such a class already, or a text belongs to another one
     */
    public ClassTarget named(String name, String... values) {
        if (texts.containsKey(name)) {
            throw Require.broken("the names of classes", "must be different", name, "name each class once");
        }
        Map<String, List<String>> more = new LinkedHashMap<>(texts);
        more.put(name, List.of(values));
        return new ClassTarget(column, more);
    }

    /**
     * The names of the classes.
     *
     * @return in the order of the network's outputs
     */
    public List<String> names() {
        return List.copyOf(texts.keySet());
    }

    @Override
    public float encode(Object value) {
        String text = value == null ? "" : Values.text(value);
        int place = 0;
        for (List<String> values : texts.values()) {
            if (values.contains(text)) {
                return place;
            }
            place++;
        }
        throw Values.fault(
                "a text of the classes " + texts,
                text,
                "correct the value or declare its class; remove rows without a class before reading");
    }
}
