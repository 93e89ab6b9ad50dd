package org.dpmodel.graph;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;

/**
 * The attributes of a node, in order of definition; immutable. Reading an attribute as the wrong kind is an error,
 * never a silent default.
 *
 * @param values attribute by name
 */
public record Attributes(Map<String, Attribute> values) {
    private static final Attributes NONE = new Attributes(Map.of());

    /** Copies the map. */
    public Attributes {
        values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
    }

    /**
     * No attributes.
     *
     * @return the empty set
     */
    public static Attributes none() {
        return NONE;
    }

    /**
     * These attributes with one more.
     *
     * @param name attribute name
     * @param value its value
     * @return the extended set
     */
    public Attributes with(String name, Attribute value) {
        Map<String, Attribute> extended = new LinkedHashMap<>(values);
        extended.put(name, value);
        return new Attributes(extended);
    }

    /**
     * These attributes and an INT.
     *
     * @param name attribute name
     * @param value its value
     * @return the extended set
     */
    public Attributes with(String name, long value) {
        return with(name, new Attribute.Int(value));
    }

    /**
     * These attributes with one more, of type INTS.
     *
     * @param name attribute name
     * @param value its value
     * @return the extended set
     */
    public Attributes with(String name, long[] value) {
        return with(name, new Attribute.Ints(LongStream.of(value).boxed().toList()));
    }

    /**
     * These attributes less one.
     *
     * @param name attribute name
     * @return the rest
     */
    public Attributes without(String name) {
        Map<String, Attribute> rest = new LinkedHashMap<>(values);
        rest.remove(name);
        return new Attributes(rest);
    }

    /**
     * Whether an attribute is present.
     *
     * @param name attribute name
     * @return true if present
     */
    public boolean has(String name) {
        return values.containsKey(name);
    }

    /**
     * An INT.
     *
     * @param name attribute name
     * @param absent ONNX's default if the attribute is absent
     * @return the value
     */
    public long integer(String name, long absent) {
        Attribute value = values.get(name);
        return value == null ? absent : expect(Attribute.Int.class, name, value).value();
    }

    /**
     * An INTS.
     *
     * @param name attribute name
     * @param absent ONNX's default if the attribute is absent
     * @return the values
     */
    public long[] integers(String name, long... absent) {
        Attribute value = values.get(name);
        return value == null
                ? absent
                : unbox(expect(Attribute.Ints.class, name, value).values());
    }

    /**
     * A FLOAT.
     *
     * @param name attribute name
     * @param absent ONNX's default if the attribute is absent
     * @return the value
     */
    public float real(String name, float absent) {
        Attribute value = values.get(name);
        return value == null
                ? absent
                : expect(Attribute.Real.class, name, value).value();
    }

    /**
     * A FLOATS.
     *
     * @param name attribute name
     * @param absent ONNX's default if the attribute is absent
     * @return the values
     */
    public List<Float> reals(String name, List<Float> absent) {
        Attribute value = values.get(name);
        return value == null
                ? absent
                : expect(Attribute.Reals.class, name, value).values();
    }

    /**
     * A STRINGS.
     *
     * @param name attribute name
     * @param absent ONNX's default if the attribute is absent
     * @return the values
     */
    public List<String> texts(String name, List<String> absent) {
        Attribute value = values.get(name);
        return value == null
                ? absent
                : expect(Attribute.Texts.class, name, value).values();
    }

    /**
     * A STRING.
     *
     * @param name attribute name
     * @param absent ONNX's default if the attribute is absent
     * @return the value
     */
    public String text(String name, String absent) {
        Attribute value = values.get(name);
        return value == null
                ? absent
                : expect(Attribute.Text.class, name, value).value();
    }

    private static long[] unbox(List<Long> values) {
        return values.stream().mapToLong(Long::longValue).toArray();
    }

    private static <T extends Attribute> T expect(Class<T> kind, String name, Attribute value) {
        if (!kind.isInstance(value)) {
            throw new GraphException(
                    "attribute " + name + " must be of kind " + kind.getSimpleName() + ", found " + value);
        }
        return kind.cast(value);
    }
}
