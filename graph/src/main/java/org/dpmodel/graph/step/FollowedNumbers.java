package org.dpmodel.graph.step;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.dpmodel.graph.DataType;
import org.dpmodel.graph.Graph;
import org.dpmodel.graph.Node;
import org.dpmodel.graph.Shape;
import org.dpmodel.graph.TensorType;
import org.dpmodel.graph.Value;
import org.dpmodel.graph.ValueInfo;
import org.dpmodel.graph.build.TypeInference;
import org.dpmodel.graph.operator.Operators;
import org.dpmodel.graph.reference.ReferenceInterpreter;
import org.dpmodel.graph.reference.ReferenceTensor;
import org.dpmodel.graph.type.OperatorCall;

/**
 * Follows the elements of a row through a graph, as far as operators pass them on or add constants to them, to the axes
 * that they index.
 */
final class FollowedNumbers {
    /** Operators whose outputs contain only elements of their first input. */
    private static final Set<String> HANDING_ON = Set.of(
            "Cast",
            "Expand",
            "Flatten",
            "Gather",
            "Identity",
            "Reshape",
            "Slice",
            "Split",
            "Squeeze",
            "Tile",
            "Transpose",
            "Unsqueeze");

    private static final Set<String> PICKING = Set.of("Gather", "GatherElements", "GatherND");

    private static final Set<String> SHIFTING = Set.of("Add", "Sub");

    /** Receives elements that are used as indices. */
    interface Picked {
        /**
         * Records an element that, after a constant is added, indexes an axis.
         *
         * @param column its position in the row
         * @param shift the constant
         * @param size the axis's size
         */
        void from(int column, long shift, long size);
    }

    /**
     * A value that contains elements of the row.
     *
     * @param columns the position in the row of each element
     * @param shifts the constant added to each element
     */
    private record Trail(ReferenceTensor columns, ReferenceTensor shifts) {}

    private final Map<String, Value> values;
    private final Map<String, Trail> trails = new HashMap<>();

    private FollowedNumbers(Graph graph) {
        this.values = TypeInference.values(graph, Operators::find);
        int column = 0;
        for (ValueInfo input : graph.inputs()) {
            Shape shape = input.type().shape();
            int own = Math.toIntExact(shape.size(1, shape.rank()));
            int first = column;
            long[] columns = IntStream.range(0, Math.toIntExact(shape.size()))
                    .mapToLong(i -> first + i % own)
                    .toArray();
            trails.put(
                    input.name(),
                    new Trail(
                            ReferenceTensor.longs(shape, columns),
                            ReferenceTensor.longs(shape, new long[columns.length])));
            column += own;
        }
    }

    /**
     * Reports every element of a row that is used as an index.
     *
     * @param network a network whose inputs are packed into a row
     * @param picked receives each such element
     */
    static void follow(BoundNetwork network, Picked picked) {
        Graph graph = network.network().graph();
        FollowedNumbers followed = new FollowedNumbers(graph);
        for (Node node : graph.nodes()) {
            if (PICKING.contains(node.operator())) {
                followed.report(followed.call(node), picked);
            }
            followed.pass(node);
        }
        for (OperatorCall call : network.written()) {
            if (PICKING.contains(call.operator())) {
                followed.report(call, picked);
            }
        }
    }

    private OperatorCall call(Node node) {
        List<Value> inputs = node.inputs().stream().map(values::get).toList();
        return new OperatorCall(
                node.name(),
                node.operator(),
                node.attributes(),
                inputs,
                node.outputs().size());
    }

    private void report(OperatorCall call, Picked picked) {
        Trail indices = trails.get(call.input(1).name());
        if (indices == null) {
            return;
        }
        long[] sizes = pickedAxes(call);
        long[] columns = indices.columns().toLongs();
        long[] shifts = indices.shifts().toLongs();
        for (int i = 0; i < columns.length; i++) {
            picked.from((int) columns[i], shifts[i], sizes[i % sizes.length]);
        }
    }

    /** The sizes of the axes that are indexed, in order. */
    private static long[] pickedAxes(OperatorCall call) {
        Shape data = call.input(0).shape();
        if (call.operator().equals("GatherND")) {
            int batch = Math.toIntExact(call.attributes().integer("batch_dims", 0));
            int length = Math.toIntExact(call.input(1).dim(-1));
            return Arrays.copyOfRange(data.dims(), batch, batch + length);
        }
        return new long[] {data.dim(data.axis(call.attributes().integer("axis", 0)))};
    }

    private void pass(Node node) {
        if (SHIFTING.contains(node.operator())) {
            shift(node);
        } else if (HANDING_ON.contains(node.operator())
                && trails.containsKey(node.inputs().get(0))) {
            handOn(node);
        }
    }

    private void handOn(Node node) {
        Trail trail = trails.get(node.inputs().get(0));
        if (node.operator().equals("Cast")) {
            trails.put(node.outputs().get(0), trail);
            return;
        }
        Map<String, ReferenceTensor> others = new HashMap<>();
        for (String name : node.inputs().subList(1, node.inputs().size())) {
            Optional<ReferenceTensor> constant = constant(name);
            if (constant.isEmpty() && !name.isEmpty()) {
                return;
            }
            constant.ifPresent(tensor -> others.put(name, tensor));
        }
        Map<String, ReferenceTensor> columns = run(node, trail.columns(), others);
        Map<String, ReferenceTensor> shifts = run(node, trail.shifts(), others);
        columns.forEach((name, tensor) -> trails.put(name, new Trail(tensor, shifts.get(name))));
    }

    /** Adds a constant of integers, which may be either operand, or subtracts it. */
    private void shift(Node node) {
        boolean first = trails.containsKey(node.inputs().get(0));
        int other = first ? 1 : 0;
        Trail trail = trails.get(node.inputs().get(1 - other));
        Optional<ReferenceTensor> constant = constant(node.inputs().get(other));
        boolean shifts = trail != null
                && constant.isPresent()
                && values.get(node.inputs().get(other)).type().dataType() == DataType.INT64
                && (first || node.operator().equals("Add"));
        if (!shifts) {
            return;
        }
        ReferenceTensor added = constant.get();
        Shape shape = added.type().shape();
        ReferenceTensor nothing = ReferenceTensor.longs(shape, new long[Math.toIntExact(shape.size())]);
        String output = node.outputs().get(0);
        trails.put(
                output,
                new Trail(
                        run(node, trail.columns(), Map.of(node.inputs().get(other), nothing))
                                .get(output),
                        run(node, trail.shifts(), Map.of(node.inputs().get(other), added))
                                .get(output)));
    }

    private Optional<ReferenceTensor> constant(String name) {
        return Optional.ofNullable(values.get(name)).flatMap(Value::constant).map(ReferenceTensor::of);
    }

    private Map<String, ReferenceTensor> run(
            Node node, ReferenceTensor followed, Map<String, ReferenceTensor> constants) {
        Map<String, ReferenceTensor> tensors = new HashMap<>(constants);
        node.inputs().stream().filter(name -> trails.containsKey(name)).forEach(name -> tensors.put(name, followed));
        List<ValueInfo> inputs = new ArrayList<>();
        tensors.forEach((name, tensor) -> inputs.add(new ValueInfo(name, tensor.type())));
        List<ValueInfo> outputs = node.outputs().stream()
                .map(name -> new ValueInfo(
                        name, new TensorType(DataType.INT64, values.get(name).shape())))
                .toList();
        return new ReferenceInterpreter(new Graph("numbers", inputs, outputs, List.of(node), Map.of())).run(tensors);
    }
}
