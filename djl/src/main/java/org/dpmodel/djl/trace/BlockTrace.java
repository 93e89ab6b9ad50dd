package org.dpmodel.djl.trace;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.nn.Parameter;
import ai.djl.training.ParameterStore;
import ai.djl.util.Pair;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.dpmodel.graph.Graph;
import org.dpmodel.graph.GraphException;
import org.dpmodel.graph.TensorType;
import org.dpmodel.graph.Value;
import org.dpmodel.graph.network.NetworkGraph;
import org.dpmodel.graph.step.Networks;
import org.dpmodel.nn.EarlierTraining;
import org.dpmodel.nn.Initializer;
import org.dpmodel.nn.Network;

/**
 * A block as a network.
 *
 * @param network the network, proven to keep examples apart; its parameters have their full names in the block
 * @param transposed parameters that the network stores with rows and columns exchanged
 */
public record BlockTrace(Network network, Set<String> transposed) {
    /** Two batch sizes that are unlikely to be the size of a layer; the proof is made for yet another size. */
    private static final long[] BATCH_SIZES = {11, 13};

    /** Copies the set. */
    public BlockTrace {
        transposed = Set.copyOf(transposed);
    }

    /**
     * Traces a block. The block is restored: parameters that had no values have none again.
     *
     * @param block the block
     * @param inputShape shape of its input, the batch first; the batch's size is not used
     * @param options how to handle parts that cannot be trained unchanged
     * @return the network
     * @throws GraphException if the block is not a network that can be trained here; the message names the operation and
     *     how to fix it
     */
    public static BlockTrace of(Block block, Shape inputShape, TraceOptions options) {
        if (inputShape.dimension() < 2) {
            throw new GraphException("the input shape of a block must be [batch, ...], found " + inputShape
                    + ": pass the shape that you initialize the block with");
        }
        Map<String, Initializer> starts = new LinkedHashMap<>();
        try {
            if (!block.isInitialized()) {
                initialize(block, batchOf(inputShape, BATCH_SIZES[0]), options, starts);
            }
            BlockParameters parameters = BlockParameters.of(block, starts);
            TraceRecorder first = new TraceRecorder(options, parameters, ArrayCreation.CONSTANTS);
            TraceRecorder second = new TraceRecorder(options, parameters, ArrayCreation.CONSTANTS);
            Graph graph = BatchGeneralization.of(
                    forward(block, batchOf(inputShape, BATCH_SIZES[0]), first),
                    forward(block, batchOf(inputShape, BATCH_SIZES[1]), second));
            return of(graph, first);
        } finally {
            forget(block);
        }
    }

    /**
     * A matrix with rows and columns exchanged.
     *
     * @param matrix the elements, row-major
     * @param shape its rows and columns
     * @return the elements of the transposed matrix, row-major
     */
    public static float[] transpose(float[] matrix, org.dpmodel.graph.Shape shape) {
        return TracedParameter.transpose(matrix, shape.dim(0), shape.dim(1));
    }

    private static Shape batchOf(Shape inputShape, long examples) {
        long[] dims = inputShape.getShape().clone();
        dims[0] = examples;
        return new Shape(dims);
    }

    /** Lets the block set its shapes, and records how each parameter would be initialized. */
    private static void initialize(Block block, Shape shape, TraceOptions options, Map<String, Initializer> starts) {
        TraceRecorder shapes = new TraceRecorder(options, BlockParameters.none(), ArrayCreation.PLACEHOLDERS);
        Map<Parameter, ai.djl.training.initializer.Initializer> originals = new LinkedHashMap<>();
        for (Pair<String, Parameter> entry : block.getParameters()) {
            Parameter parameter = entry.getValue();
            if (!parameter.isInitialized() && !originals.containsKey(parameter)) {
                ai.djl.training.initializer.Initializer original = parameter.getInitializer();
                originals.put(parameter, original);
                parameter.setInitializer((manager, wanted, type) -> {
                    starts.put(parameter.getId(), StartingValues.of(entry.getKey(), original, wanted, options));
                    return shapes.placeholder(Types.of(wanted), type);
                });
            }
        }
        try {
            TracingEngine.whileDefault(
                    shapes::manager, () -> block.initialize(shapes.manager(), DataType.FLOAT32, shape));
        } finally {
            originals.forEach(Parameter::setInitializer);
        }
    }

    /** Removes traced arrays from the block again. */
    private static void forget(Block block) {
        for (Parameter parameter : block.getParameters().values()) {
            if (parameter.isInitialized()
                    && SymbolicArray.symbol(parameter.getArray()).isPresent()) {
                parameter.close();
            }
        }
    }

    private static Graph forward(Block block, Shape shape, TraceRecorder recorder) {
        org.dpmodel.graph.DataType type =
                recorder.options().ids() ? org.dpmodel.graph.DataType.INT64 : org.dpmodel.graph.DataType.FLOAT;
        Value input = recorder.builder().input("input", new TensorType(type, Types.of(shape)));
        ParameterStore store = new ParameterStore(recorder.manager(), false) {
            @Override
            public NDArray getValue(Parameter parameter, Device device, boolean training) {
                return parameter == null ? null : recorder.parameterArray(parameter);
            }
        };
        NDList[] outputs = new NDList[1];
        TracingEngine.whileDefault(
                recorder::manager, () -> outputs[0] = block.forward(store, new NDList(recorder.array(input)), true));
        if (outputs[0].size() != 1) {
            throw new GraphException("a block must return one array to be a network, found " + outputs[0].size()
                    + ": wrap it in a block that returns only the array that the loss reads");
        }
        recorder.builder().output("output", recorder.value(outputs[0].head()));
        return recorder.builder().build();
    }

    private static BlockTrace of(Graph graph, TraceRecorder recorder) {
        Set<String> trained = new LinkedHashSet<>();
        Set<String> turned = new LinkedHashSet<>();
        Map<String, Initializer> initializers = new LinkedHashMap<>();
        recorder.usedParameters().forEach((parameter, transposed) -> {
            if (graph.initializers().containsKey(parameter.name())) {
                if (parameter.trained()) {
                    trained.add(parameter.name());
                }
                if (transposed) {
                    turned.add(parameter.name());
                }
                parameter.start(transposed).ifPresent(start -> initializers.put(parameter.name(), start));
            }
        });
        NetworkGraph network = Networks.unbind(new NetworkGraph(graph, trained));
        Networks.proveIsolation(network, 2);
        boolean drops = recorder.options().dropout() == DropoutRule.KEPT;
        return new BlockTrace(
                new Network(
                        network,
                        TraceRecorder.OPSET,
                        initializers,
                        EarlierTraining.NONE,
                        List.of(),
                        List.of(),
                        drops,
                        Optional.empty()),
                turned);
    }
}
