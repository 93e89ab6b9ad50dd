package org.dpmodel.tabular;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.dpmodel.graph.Attributes;
import org.dpmodel.graph.Constant;
import org.dpmodel.graph.DataType;
import org.dpmodel.graph.Shape;
import org.dpmodel.graph.TensorType;
import org.dpmodel.graph.Value;
import org.dpmodel.graph.onnx.Preprocessing;
import org.dpmodel.graph.onnx.PreprocessingBuilder;
import org.dpmodel.nn.Cell;
import org.dpmodel.nn.Embedding;
import org.dpmodel.nn.Flatten;
import org.dpmodel.nn.Network;

/**
 * A schema as the nodes in front of a network: the arithmetic of {@link NumberColumn} and {@link CategoryColumn}, step
 * by step the same in float32. An infinite number, and a missing number where none is allowed, becomes NaN; a refused
 * text gets an index outside the list, so that selecting its row fails with the node's name.
 */
final class TableFront {
    static final String SCHEMA = "schema";
    static final String FEATURES = "features";
    static final String CLASSES = "classes";

    private static final String NUMBERS = "table.numbers";
    /** 1 of {@code TensorProto.DataType}. */
    private static final long FLOAT = 1;

    private final TableSchema schema;
    private final PreprocessingBuilder nodes = new PreprocessingBuilder();

    private TableFront(TableSchema schema) {
        this.schema = schema;
    }

    static Network network(TableSchema schema, String name, Cell body) {
        int numbers = schema.plain().stream()
                .mapToInt(column -> column.features().size())
                .sum();
        return Network.of(name, builder -> {
                    List<Value> parts = new ArrayList<>();
                    if (numbers > 0) {
                        parts.add(builder.numbers(NUMBERS, numbers));
                    }
                    List<Value> ids = new ArrayList<>();
                    schema.embedded().forEach(column -> ids.add(builder.ids(input(column), 1)));
                    for (int i = 0; i < ids.size(); i++) {
                        CategoryColumn column = schema.embedded().get(i);
                        Value row = builder.add(new Embedding(column.entries(), column.embedding()), ids.get(i));
                        parts.add(builder.add(new Flatten(), row));
                    }
                    Value all = parts.size() == 1
                            ? parts.get(0)
                            : builder.call("Concat", Attributes.none().with("axis", 1), parts.toArray(Value[]::new));
                    return builder.add(body, all);
                })
                .behind(preprocessing(schema));
    }

    private static String input(Column column) {
        return "table." + column.name();
    }

    static Preprocessing preprocessing(TableSchema schema) {
        return new TableFront(schema).build();
    }

    private Preprocessing build() {
        List<String> parts = new ArrayList<>();
        int width = 0;
        for (Column column : schema.plain()) {
            width += column.features().size();
            if (column instanceof NumberColumn number) {
                numbers(number, parts);
            } else {
                parts.add(oneHot((CategoryColumn) column));
            }
        }
        if (!parts.isEmpty()) {
            nodes.node("Concat", Attributes.none().with("axis", 1), NUMBERS, parts.toArray(String[]::new));
            nodes.makes(NUMBERS, TensorType.floats(Shape.BATCH, width));
        }
        for (CategoryColumn column : schema.embedded()) {
            places(column, input(column));
            nodes.makes(input(column), new TensorType(DataType.INT64, Shape.of(Shape.BATCH, 1)));
        }
        nodes.detail(SCHEMA, schema.toJson());
        nodes.detail(FEATURES, array(schema.features()));
        if (!schema.classes().isEmpty()) {
            nodes.detail(CLASSES, array(schema.classes()));
        }
        return nodes.build();
    }

    private static String array(List<String> texts) {
        ArrayNode array = JsonNodeFactory.instance.arrayNode();
        texts.forEach(array::add);
        return array.toString();
    }

    private static String named(Column column, String what) {
        return "preprocessing/" + column.name() + "/" + what;
    }

    private String constant(Column column, String what, float value) {
        return nodes.constant(named(column, what), Constant.floats(Shape.of(1), value));
    }

    private String node(Column column, String operator, String what, String... inputs) {
        return nodes.node(operator, Attributes.none(), named(column, what), inputs);
    }

    private void numbers(NumberColumn column, List<String> parts) {
        String value = nodes.number(column.name());
        String absent = null;
        if (column.fill().isPresent()) {
            absent = node(column, "IsNaN", "is_missing", value);
            String fill = constant(column, "fill", (float) column.fill().getAsDouble());
            value = node(column, "Where", "filled", absent, fill, value);
        }
        // 0, except for infinite values, where it is NaN: they are refused, not clipped.
        value = node(column, "Add", "finite", value, node(column, "Sub", "nothing", value, value));
        // Comparisons, since Clip kernels may lose a NaN.
        String min = constant(column, "min", column.min());
        String max = constant(column, "max", column.max());
        value = node(column, "Where", "not_below", node(column, "Less", "is_below", value, min), min, value);
        value = node(column, "Where", "not_above", node(column, "Greater", "is_above", value, max), max, value);
        value = node(column, "Sub", "centred", value, constant(column, "centre", column.centre()));
        parts.add(node(column, "Mul", "scaled", value, constant(column, "scale", column.scale())));
        if (absent != null) {
            parts.add(nodes.node("Cast", Attributes.none().with("to", FLOAT), named(column, "missing"), absent));
        }
    }

    private String oneHot(CategoryColumn column) {
        int entries = column.entries();
        float[] identity = new float[entries * entries];
        for (int i = 0; i < entries; i++) {
            identity[i * (entries + 1)] = 1;
        }
        String rows = nodes.constant(named(column, "rows"), Constant.floats(Shape.of(entries, entries), identity));
        String place = places(column, named(column, "place"));
        String picked = nodes.node("Gather", Attributes.none().with("axis", 0), named(column, "row"), rows, place);
        return nodes.node("Flatten", Attributes.none().with("axis", 1), named(column, "one_hot"), picked);
    }

    private String places(CategoryColumn column, String output) {
        long nowhere = column.entries();
        long missing = column.missingAllowed() ? column.categories().size() : nowhere;
        Map<String, Long> places = new LinkedHashMap<>();
        column.categories().forEach(text -> places.put(text, (long) places.size()));
        schema.missingTexts().forEach(text -> places.put(text, missing));
        long others = column.others()
                .map(text -> (long) column.categories().indexOf(text))
                .orElse(nowhere);
        return nodes.labels(places, others, output, nodes.text(column.name()));
    }
}
