package org.dpmodel.graph.operator;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.dpmodel.graph.Attributes;
import org.dpmodel.graph.Constant;
import org.dpmodel.graph.Graph;
import org.dpmodel.graph.GraphException;
import org.dpmodel.graph.Node;
import org.dpmodel.graph.Shape;
import org.dpmodel.graph.TensorType;
import org.dpmodel.graph.Value;
import org.dpmodel.graph.ValueInfo;
import org.dpmodel.graph.reference.ReferenceInterpreter;
import org.dpmodel.graph.reference.ReferenceTensor;
import org.dpmodel.graph.type.OperatorCall;

/**
 * Computes nodes whose inputs are all known, and marks the elements of the results that follow from the number of
 * examples: operators that only move elements move the marks with them, elementwise ones combine the marks of their
 * operands, and for all others one marked element marks the whole result.
 */
public final class ConstantFolding {
    /** Operators that move the elements of their first input without changing them; the other inputs say how. */
    private static final Set<String> MOVES =
            Set.of("Cast", "Expand", "Flatten", "Gather", "Identity", "Reshape", "Slice", "Transpose");

    private static final Set<String> ELEMENTWISE = Set.of(
            "Add",
            "And",
            "Div",
            "Equal",
            "Greater",
            "GreaterOrEqual",
            "Less",
            "LessOrEqual",
            "Max",
            "Min",
            "Mod",
            "Mul",
            "Or",
            "Sub",
            "Where");

    /** More than any mask or table of positions has; a damaged file could request all of the memory. */
    private static final long MAX_ELEMENTS = 1L << 26;

    private ConstantFolding() {}

    /**
     * Whether a node's value can be computed here.
     *
     * @param call the node with what is known about its inputs
     * @return whether all of them are constants, and there is a kernel
     */
    public static boolean canFold(OperatorCall call) {
        return !call.inputs().isEmpty()
                && call.inputs().stream()
                        .allMatch(input -> input.isAbsent() || input.constant().isPresent())
                && ReferenceInterpreter.operators().contains(call.operator());
    }

    /**
     * The outputs of a node that can be folded.
     *
     * @param call the node
     * @param types the types of its outputs
     * @return a constant for each
     * @throws GraphException if an output would have more elements than any table of a network
     */
    public static List<Constant> fold(OperatorCall call, List<TensorType> types) {
        for (TensorType type : types) {
            if (type.shape().size() > MAX_ELEMENTS) {
                throw new GraphException(
                        "node " + call.node() + " (" + call.operator() + ") computes a constant of type "
                                + type + ", and constants may have " + MAX_ELEMENTS
                                + " elements: the file is damaged, or let the network compute it from smaller ones");
            }
        }
        List<ReferenceTensor> inputs = new ArrayList<>();
        for (Value input : call.inputs()) {
            inputs.add(
                    input.isAbsent()
                            ? null
                            : ReferenceTensor.of(input.constant().orElseThrow()));
        }
        try {
            return run(call.operator(), call.attributes(), inputs, types).stream()
                    .map(ReferenceTensor::toConstant)
                    .toList();
        } catch (ArithmeticException e) {
            throw new GraphException(
                    "node " + call.node() + " (" + call.operator() + ") cannot be computed: " + e.getMessage()
                            + ": the file is damaged",
                    e);
        }
    }

    /**
     * The marked elements of the first output.
     *
     * @param call the node, its inputs known
     * @param type the type of its first output
     * @param inputs the marked elements of each input
     * @return marks in row-major order
     */
    public static BitSet marks(OperatorCall call, TensorType type, List<BitSet> inputs) {
        if (inputs.stream().allMatch(BitSet::isEmpty)) {
            return new BitSet();
        }
        if (MOVES.contains(call.operator())
                && inputs.subList(1, inputs.size()).stream().allMatch(BitSet::isEmpty)) {
            List<ReferenceTensor> moved = new ArrayList<>();
            moved.add(marked(call.input(0), inputs.get(0)));
            for (Value how : call.inputs().subList(1, call.inputs().size())) {
                moved.add(
                        how.isAbsent()
                                ? null
                                : ReferenceTensor.of(how.constant().orElseThrow()));
            }
            Attributes attributes =
                    call.operator().equals("Cast") ? Attributes.none().with("to", 7) : call.attributes();
            return set(run(call.operator(), attributes, moved, List.of(type)).get(0));
        }
        if (call.operator().equals("Concat")) {
            return set(run("Concat", call.attributes(), all(call, inputs), List.of(type))
                    .get(0));
        }
        if (ELEMENTWISE.contains(call.operator())) {
            ReferenceTensor sum = ReferenceTensor.longs(Shape.of(), 0);
            for (ReferenceTensor marks : all(call, inputs)) {
                sum = run("Add", Attributes.none(), List.of(sum, marks), List.of(type))
                        .get(0);
            }
            return set(sum);
        }
        BitSet whole = new BitSet();
        whole.set(0, Math.toIntExact(type.shape().size()));
        return whole;
    }

    private static List<ReferenceTensor> all(OperatorCall call, List<BitSet> inputs) {
        return IntStream.range(0, inputs.size())
                .mapToObj(i -> marked(call.input(i), inputs.get(i)))
                .toList();
    }

    private static ReferenceTensor marked(Value value, BitSet marks) {
        long[] elements = new long[Math.toIntExact(value.shape().size())];
        marks.stream().forEach(i -> elements[i] = 1);
        return ReferenceTensor.longs(value.shape(), elements);
    }

    private static BitSet set(ReferenceTensor tensor) {
        BitSet marks = new BitSet();
        long[] elements = tensor.toLongs();
        IntStream.range(0, elements.length).filter(i -> elements[i] != 0).forEach(marks::set);
        return marks;
    }

    private static List<ReferenceTensor> run(
            String operator, Attributes attributes, List<ReferenceTensor> inputs, List<TensorType> types) {
        List<ValueInfo> declared = new ArrayList<>();
        List<String> names = new ArrayList<>();
        Map<String, ReferenceTensor> values = new LinkedHashMap<>();
        for (int i = 0; i < inputs.size(); i++) {
            String name = inputs.get(i) == null ? "" : "i" + i;
            names.add(name);
            if (inputs.get(i) != null) {
                declared.add(new ValueInfo(name, inputs.get(i).type()));
                values.put(name, inputs.get(i));
            }
        }
        List<ValueInfo> outputs = IntStream.range(0, types.size())
                .mapToObj(i -> new ValueInfo("o" + i, types.get(i)))
                .toList();
        Node node = new Node(
                "folded", operator, names, outputs.stream().map(ValueInfo::name).toList(), attributes);
        Graph graph = new Graph("folding", declared, outputs, List.of(node), Map.of());
        return List.copyOf(new ReferenceInterpreter(graph).run(values).values());
    }
}
