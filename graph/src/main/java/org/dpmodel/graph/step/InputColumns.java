package org.dpmodel.graph.step;

import java.nio.FloatBuffer;
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
import org.dpmodel.graph.network.NetworkGraph;
import org.dpmodel.graph.operator.Operators;
import org.dpmodel.graph.reference.ReferenceInterpreter;
import org.dpmodel.graph.reference.ReferenceTensor;

/**
 * What the numbers of a row of features must be, where the inputs of a network are not float32 numbers alone: whole numbers
 * for an integer input, 0 or 1 for truth values, and within the table where an input picks rows of one, as the id of a word
 * picks its embedding. An engine would find an id outside of its table too late, in the middle of a step that is paid for.
 */
public final class InputColumns {
    /** Float32 holds all whole numbers up to here. */
    private static final long EXACT = 1L << 24;

    /** Operators that hand elements on; the positions of an example's numbers can be followed through them. */
    private static final Set<String> FOLLOWED =
            Set.of("Cast", "Identity", "Reshape", "Slice", "Split", "Transpose", "Gather");

    private static final int EXAMPLES = 2;

    private final List<String> names = new ArrayList<>();
    private final List<Integer> places = new ArrayList<>();
    private final boolean[] whole;
    private final long[] least;
    private final long[] most;

    private InputColumns(NetworkGraph network) {
        int width = 0;
        for (ValueInfo input : network.graph().inputs()) {
            long own = elements(input);
            for (int i = 0; i < own; i++) {
                names.add(input.name());
                places.add(i);
            }
            width += Math.toIntExact(own);
        }
        whole = new boolean[width];
        least = new long[width];
        most = new long[width];
        Arrays.fill(least, -EXACT);
        Arrays.fill(most, EXACT);
    }

    private static long elements(ValueInfo input) {
        Shape shape = input.type().shape();
        return shape.size(1, shape.rank());
    }

    /**
     * The rules of a network's rows.
     *
     * @param network the network
     * @return nothing if all of its inputs are float32 numbers
     */
    public static Optional<InputColumns> of(NetworkGraph network) {
        boolean numbers =
                network.graph().inputs().stream().allMatch(input -> input.type().dataType() == DataType.FLOAT);
        if (numbers) {
            return Optional.empty();
        }
        InputColumns columns = new InputColumns(network);
        columns.restrictTypes(network.graph());
        columns.restrictToTables(Networks.bind(network, EXAMPLES).graph());
        return Optional.of(columns);
    }

    private void restrictTypes(Graph graph) {
        int column = 0;
        for (ValueInfo input : graph.inputs()) {
            DataType type = input.type().dataType();
            for (long i = elements(input); i > 0; i--, column++) {
                whole[column] = type == DataType.INT32 || type == DataType.INT64 || type == DataType.BOOL;
                if (type == DataType.BOOL) {
                    least[column] = 0;
                    most[column] = 1;
                }
            }
        }
    }

    /** Follows the place of each number through the graph, to the tables whose rows it picks. */
    private void restrictToTables(Graph graph) {
        Map<String, Value> values = TypeInference.values(graph, Operators::find);
        Map<String, ReferenceTensor> followed = new HashMap<>();
        int column = 0;
        for (ValueInfo input : graph.inputs()) {
            int own = Math.toIntExact(elements(input));
            int first = column;
            long[] positions = IntStream.range(0, EXAMPLES * own)
                    .mapToLong(i -> first + i % own)
                    .toArray();
            followed.put(input.name(), ReferenceTensor.longs(input.type().shape(), positions));
            column += own;
        }
        for (Node node : graph.nodes()) {
            boolean picks = node.operator().equals("Gather")
                    && followed.containsKey(node.inputs().get(1));
            if (picks) {
                Shape table = values.get(node.inputs().get(0)).shape();
                int axis = table.axis(node.attributes().integer("axis", 0));
                restrict(followed.get(node.inputs().get(1)).toLongs(), table.dim(axis));
            } else if (FOLLOWED.contains(node.operator())
                    && followed.containsKey(node.inputs().get(0))) {
                follow(node, values, followed);
            }
        }
    }

    private void restrict(long[] positions, long rows) {
        for (long position : positions) {
            int column = (int) position;
            least[column] = Math.max(least[column], -rows);
            most[column] = Math.min(most[column], rows - 1);
        }
    }

    private static void follow(Node node, Map<String, Value> values, Map<String, ReferenceTensor> followed) {
        if (node.operator().equals("Cast")) {
            followed.put(node.outputs().get(0), followed.get(node.inputs().get(0)));
            return;
        }
        List<ValueInfo> inputs = new ArrayList<>();
        Map<String, ReferenceTensor> tensors = new HashMap<>();
        for (String name : Set.copyOf(node.inputs())) {
            Value value = values.get(name);
            ReferenceTensor tensor = followed.containsKey(name)
                    ? followed.get(name)
                    : value.constant().map(ReferenceTensor::of).orElse(null);
            if (tensor == null) {
                return;
            }
            inputs.add(new ValueInfo(name, tensor.type()));
            tensors.put(name, tensor);
        }
        List<ValueInfo> outputs = node.outputs().stream()
                .map(name -> new ValueInfo(
                        name, new TensorType(DataType.INT64, values.get(name).shape())))
                .toList();
        Graph graph = new Graph("positions", inputs, outputs, List.of(node), Map.of());
        followed.putAll(new ReferenceInterpreter(graph).run(tensors));
    }

    /**
     * Makes a row of any numbers one that keeps the rules.
     *
     * @param row its elements; those that must be whole numbers are replaced by some in their range that follow from them
     */
    public void fit(float[] row) {
        for (int column = 0; column < whole.length; column++) {
            if (whole[column]) {
                long low = Math.max(0, least[column]);
                row[column] = low + Math.floorMod(Float.floatToIntBits(row[column]), most[column] - low + 1);
            }
        }
    }

    /**
     * What is wrong with the features of one example.
     *
     * @param row its elements, from the buffer's position to its limit; the position stays
     * @return input, place, rule, what was found and the cure; absent if nothing is wrong
     */
    public Optional<String> fault(FloatBuffer row) {
        for (int column = 0; column < whole.length; column++) {
            float number = row.get(row.position() + column);
            if (whole[column] && !(number >= least[column] && number <= most[column] && number == Math.rint(number))) {
                return Optional.of("number " + places.get(column) + " of input " + names.get(column)
                        + " must be a whole number in [" + least[column] + ", " + most[column] + "], found " + number
                        + ": repair the example where the data is made, or leave it out without looking at others");
            }
        }
        return Optional.empty();
    }
}
