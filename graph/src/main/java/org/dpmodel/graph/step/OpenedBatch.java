package org.dpmodel.graph.step;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.dpmodel.graph.Constant;
import org.dpmodel.graph.Graph;
import org.dpmodel.graph.GraphException;
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
 * Checks that a network computes the same for each example as the file that it was read from, if the file has a fixed
 * batch size: when the reader makes the batch variable, a Reshape may leave a choice. Both are computed in double
 * precision, the network for two or three batches of the file at once.
 */
public final class OpenedBatch {
    private static final String CURE =
            "export it again with an open batch, in PyTorch by dynamic_shapes={\"x\": {0: \"batch\"}}, and"
                    + " in its older exporter by dynamic_axes={\"x\": {0: \"batch\"}}, with the names of all inputs";

    /** Loops take about a second for this many multiplications. */
    private static final long MOST_PRODUCTS = 100_000_000;

    /** Both are computed in double precision, except for values that follow from weights alone, which are kept in float32. */
    private static final double TOLERANCE = 1e-5;

    private final NetworkGraph network;
    private final Graph file;
    private final int batch;
    private final int batches;

    private OpenedBatch(NetworkGraph network, Graph file) {
        this.network = network;
        this.file = file;
        this.batch = Math.toIntExact(file.inputs().get(0).type().shape().dim(0));
        this.batches = batch == 1 ? 3 : 2;
    }

    /**
     * Proves that examples do not mix, and compares.
     *
     * @param network the network, its batch open
     * @param file the graph as in the file, with a fixed batch size
     * @return a sentence on what was compared, for the user
     * @throws GraphException if the network does not accept other batch sizes, mixes examples, or computes something
     *     different: it names the fixed batch, the reason and how to fix it
     */
    public static String check(NetworkGraph network, Graph file) {
        OpenedBatch opened = new OpenedBatch(network, file);
        try {
            Networks.proveIsolation(network, opened.batch + 1);
        } catch (GraphException e) {
            throw refused(file, e);
        }
        return opened.compare();
    }

    /**
     * An error that says that the fixed batch may be its cause.
     *
     * @param file the graph as in the file
     * @param reason what went wrong at other sizes
     * @return the error
     */
    public static GraphException refused(Graph file, GraphException reason) {
        return new GraphException(
                "the file was exported for a batch of "
                        + file.inputs().get(0).type().shape().dim(0)
                        + " and could not be read as a network for any batch size: "
                        + reason.getMessage() + ". If the network itself keeps examples apart, " + CURE,
                reason);
    }

    private String compare() {
        Graph whole;
        Graph several;
        try {
            whole = NetworkBinder.whole(ending(file, network.output().name()));
            several = NetworkBinder.bind(network, batch * batches).network().graph();
            if (!isKnown(whole) || !isKnown(several)) {
                return "it was not compared with the file: not all operators have a reference";
            }
        } catch (GraphException e) {
            return "it was not compared with the file, which cannot be computed here: " + e.getMessage();
        }
        long products = Math.addExact(batches * products(whole), products(several));
        if (products > MOST_PRODUCTS) {
            return "it was not compared with the file, since that takes " + products
                    + " multiplications: compare a few predictions with those of the original program";
        }
        float[][] rows = rows();
        double[] all = run(several, rows);
        int width = all.length / batches;
        double largest =
                Arrays.stream(all).map(Math::abs).filter(Double::isFinite).max().orElse(0);
        for (int i = 0; i < batches; i++) {
            double[] expected = run(whole, Arrays.copyOfRange(rows, i * batch, (i + 1) * batch));
            double[] found = Arrays.copyOfRange(all, i * width, (i + 1) * width);
            requireEqual(expected, found, largest);
        }
        return "it was compared with the file, and computes the same for " + rows.length + " made-up examples";
    }

    private void requireEqual(double[] expected, double[] found, double largest) {
        for (int i = 0; i < Math.max(expected.length, found.length); i++) {
            boolean same = expected.length == found.length
                    && (Double.compare(expected[i], found[i]) == 0
                            || Math.abs(expected[i] - found[i]) <= TOLERANCE * largest);
            if (!same) {
                throw new GraphException("the file was exported for a batch of " + batch
                        + ", and the batch axis of its values could not be determined: the network that was read for any batch"
                        + " size computes something else for the same examples (" + shown(found, i) + ", the file "
                        + shown(expected, i) + "): " + CURE);
            }
        }
    }

    private static String shown(double[] numbers, int i) {
        return i < numbers.length ? Double.toString(numbers[i]) : numbers.length + " numbers";
    }

    private static Graph ending(Graph file, String output) {
        ValueInfo last = file.outputs().stream()
                .filter(known -> known.name().equals(output))
                .findFirst()
                .orElseThrow(() -> new GraphException("it has no output " + output));
        return new Graph(file.name(), file.inputs(), List.of(last), file.nodes(), file.initializers());
    }

    private static boolean isKnown(Graph graph) {
        return graph.nodes().stream()
                .allMatch(node -> ReferenceInterpreter.operators().contains(node.operator()));
    }

    /** For matrix products and convolutions: the number of elements of the result, times the number of terms of each. */
    private static long products(Graph graph) {
        Map<String, Value> values = TypeInference.values(graph, Operators::find);
        long sum = 0;
        for (Node node : graph.nodes()) {
            Shape result = values.get(node.outputs().get(0)).shape();
            long each = 1;
            if (node.operator().equals("Conv")) {
                Shape weight = values.get(node.inputs().get(1)).shape();
                each = weight.size(1, weight.rank());
            } else if (node.operator().equals("MatMul") || node.operator().equals("Gemm")) {
                Shape left = values.get(node.inputs().get(0)).shape();
                each = node.attributes().integer("transA", 0) == 0 ? left.dim(left.rank() - 1) : left.dim(0);
            }
            sum = Math.addExact(sum, Math.multiplyExact(result.size(), each));
        }
        return sum;
    }

    private float[][] rows() {
        int width = 0;
        for (ValueInfo input : file.inputs()) {
            width += Math.toIntExact(
                    input.type().shape().size(1, input.type().shape().rank()));
        }
        Random random = new Random(1);
        Optional<InputColumns> columns = InputColumns.of(network);
        float[][] rows = new float[batch * batches][width];
        for (float[] row : rows) {
            for (int i = 0; i < width; i++) {
                row[i] = (float) random.nextGaussian();
            }
            columns.ifPresent(rule -> rule.fit(row));
        }
        return rows;
    }

    /** The single output of a graph, for rows into which the inputs are packed. */
    private static double[] run(Graph graph, float[]... rows) {
        Map<String, ReferenceTensor> inputs = new HashMap<>();
        int start = 0;
        for (ValueInfo input : graph.inputs()) {
            Shape shape = input.type().shape();
            int width = Math.toIntExact(shape.size(1, shape.rank()));
            inputs.put(input.name(), tensor(input.type(), start, width, rows));
            start += width;
        }
        return new ReferenceInterpreter(graph)
                .run(inputs)
                .values()
                .iterator()
                .next()
                .toDoubles();
    }

    private static ReferenceTensor tensor(TensorType type, int start, int width, float[][] rows) {
        ByteBuffer bytes = ByteBuffer.allocate(Math.toIntExact(type.bytes())).order(ByteOrder.LITTLE_ENDIAN);
        for (float[] row : rows) {
            for (int i = start; i < start + width; i++) {
                switch (type.dataType()) {
                    case FLOAT -> bytes.putFloat(row[i]);
                    case DOUBLE -> bytes.putDouble(row[i]);
                    case INT32 -> bytes.putInt((int) row[i]);
                    case INT64 -> bytes.putLong((long) row[i]);
                    case BOOL -> bytes.put((byte) row[i]);
                }
            }
        }
        return ReferenceTensor.of(Constant.ofBytes(type, bytes.array()));
    }
}
