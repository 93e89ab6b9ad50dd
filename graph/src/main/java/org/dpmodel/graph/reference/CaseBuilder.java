package org.dpmodel.graph.reference;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.DoubleSupplier;
import org.dpmodel.graph.Attribute;
import org.dpmodel.graph.Attributes;
import org.dpmodel.graph.Constant;
import org.dpmodel.graph.Graph;
import org.dpmodel.graph.Node;
import org.dpmodel.graph.Shape;
import org.dpmodel.graph.ValueInfo;

/**
 * Builds an {@link OperatorCase}. Random elements are drawn from a generator seeded with the name of the case, and
 * rounded to float so that engines get the same numbers.
 */
final class CaseBuilder {
    private final String name;
    private final String operator;
    private final Random random;
    private final List<String> arguments = new ArrayList<>();
    private final Map<String, ReferenceTensor> inputs = new LinkedHashMap<>();
    private final Map<String, Constant> constants = new LinkedHashMap<>();
    private Attributes attributes = Attributes.none();
    private int outputs = 1;
    private int opset = 13;

    CaseBuilder(String operator, String configuration) {
        this.name = configuration.isEmpty() ? operator : operator + " " + configuration;
        this.operator = operator;
        this.random = new Random(name.hashCode());
    }

    CaseBuilder integer(String attribute, long value) {
        attributes = attributes.with(attribute, value);
        return this;
    }

    CaseBuilder integers(String attribute, long... values) {
        attributes = attributes.with(attribute, values);
        return this;
    }

    CaseBuilder attribute(String attribute, Attribute value) {
        attributes = attributes.with(attribute, value);
        return this;
    }

    CaseBuilder outputs(int count) {
        outputs = count;
        return this;
    }

    /** The lowest operator set that has this configuration, if not 13. */
    CaseBuilder opset(int lowest) {
        opset = lowest;
        return this;
    }

    CaseBuilder input(ReferenceTensor tensor) {
        String input = "input" + arguments.size();
        arguments.add(input);
        inputs.put(input, tensor);
        return this;
    }

    /** An input whose elements are known when the graph is compiled. */
    CaseBuilder constant(ReferenceTensor tensor) {
        String input = "constant" + arguments.size();
        arguments.add(input);
        constants.put(input, tensor.toConstant());
        return this;
    }

    CaseBuilder constant(long... elements) {
        return constant(ReferenceTensor.longs(Shape.of(elements.length), elements));
    }

    CaseBuilder absent() {
        arguments.add("");
        return this;
    }

    /** An input of standard normal elements. */
    CaseBuilder normal(long... dims) {
        return drawn(random::nextGaussian, dims);
    }

    /** An input of elements in [low, high). */
    CaseBuilder uniform(double low, double high, long... dims) {
        return drawn(() -> low + (high - low) * random.nextDouble(), dims);
    }

    /** An input of integers in [0, count) as floats, so that many elements are equal. */
    CaseBuilder levels(int count, long... dims) {
        return drawn(() -> random.nextInt(count), dims);
    }

    /** An input of int64 elements in [low, high). */
    CaseBuilder longs(int low, int high, long... dims) {
        Shape shape = Shape.of(dims);
        return input(ReferenceTensor.longs(
                shape, random.ints(shape.size(), low, high).asLongStream().toArray()));
    }

    /** An input of bools. */
    CaseBuilder bools(long... dims) {
        Shape shape = Shape.of(dims);
        return input(ReferenceTensor.bools(
                shape, random.ints(shape.size(), 0, 2).asLongStream().toArray()));
    }

    private CaseBuilder drawn(DoubleSupplier element, long... dims) {
        Shape shape = Shape.of(dims);
        double[] elements = new double[Math.toIntExact(shape.size())];
        for (int i = 0; i < elements.length; i++) {
            elements[i] = (float) element.getAsDouble();
        }
        return input(ReferenceTensor.floats(shape, elements));
    }

    OperatorCase build() {
        List<String> results = new ArrayList<>();
        for (int i = 0; i < outputs; i++) {
            results.add("output" + i);
        }
        Node node = new Node("node", operator, arguments, results, attributes);
        List<ReferenceTensor> values = new ArrayList<>();
        for (String argument : arguments) {
            values.add(
                    constants.containsKey(argument)
                            ? ReferenceTensor.of(constants.get(argument))
                            : inputs.get(argument));
        }
        List<ReferenceTensor> computed = ReferenceInterpreter.compute(Kernels.all(), node, values);
        Map<String, ReferenceTensor> expected = new LinkedHashMap<>();
        for (int i = 0; i < outputs; i++) {
            expected.put(results.get(i), computed.get(i));
        }
        Graph graph = new Graph(operator, infos(inputs), infos(expected), List.of(node), constants);
        return new OperatorCase(name, graph, opset, inputs, expected);
    }

    private static List<ValueInfo> infos(Map<String, ReferenceTensor> tensors) {
        return tensors.entrySet().stream()
                .map(entry -> new ValueInfo(entry.getKey(), entry.getValue().type()))
                .toList();
    }
}
