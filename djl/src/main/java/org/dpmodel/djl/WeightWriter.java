package org.dpmodel.djl;

import ai.djl.Model;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.nn.Parameter;
import java.nio.FloatBuffer;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.dpmodel.accountant.PrivacyStatement;
import org.dpmodel.callback.ModelInTraining;
import org.dpmodel.checkpoint.Checkpoint;
import org.dpmodel.djl.trace.BlockTrace;
import org.dpmodel.graph.Constant;
import org.dpmodel.graph.DataType;
import org.dpmodel.graph.Graph;
import org.dpmodel.graph.step.Networks;
import org.dpmodel.nn.EarlierTraining;
import org.dpmodel.nn.Network;
import org.dpmodel.validation.Require;

/**
 * Writes the parameters of networks of one structure into a block. Tracing the block again, once, verifies that it
 * computes the same as the networks.
 */
final class WeightWriter {
    private final Block block;
    private final Optional<Model> model;
    private final Set<String> transposed;

    private WeightWriter(Block block, Optional<Model> model, Set<String> transposed) {
        this.block = block;
        this.model = model;
        this.transposed = transposed;
    }

    static WeightWriter of(Network network, Model model) {
        Block block = Objects.requireNonNull(model.getBlock(), "the block of the DJL model");
        return new WeightWriter(block, Optional.of(model), compare(network, block));
    }

    static WeightWriter of(Network network, Block block) {
        return new WeightWriter(block, Optional.empty(), compare(network, block));
    }

    private static Set<String> compare(Network network, Block block) {
        BlockTracer plain = BlockTracer.strict().frozen().named(network.name());
        BlockTracer dropping = network.dropout() ? plain.withDropout() : plain.withoutDropout();
        boolean numbers = network.graph().graph().inputs().get(0).type().dataType() == DataType.FLOAT;
        BlockTrace again = (numbers ? dropping : dropping.ids()).run(block, inputShape(network));
        Graph wanted = network.merged().graph().graph();
        Graph found = again.network().graph().graph();
        if (!wanted.nodes().equals(found.nodes())
                || !wanted.outputs().equals(found.outputs())
                || !constants(wanted, block).equals(constants(found, block))) {
            throw Require.broken(
                    "the block",
                    "must compute the same as the network",
                    block.getClass().getSimpleName() + " with other operations",
                    "pass the block that the network was traced from; where groupNorm replaced its batch normalization,"
                            + " save the network as ONNX and load it with DJL's OnnxRuntime engine instead");
        }
        return again.transposed();
    }

    /** Everything in the graph that is not a parameter of the block, and for the parameters only their types. */
    private static Map<String, Object> constants(Graph graph, Block block) {
        Set<String> parameters = new HashSet<>(block.getParameters().keys());
        Map<String, Object> constants = new HashMap<>();
        graph.initializers()
                .forEach((name, value) -> constants.put(name, parameters.contains(name) ? value.type() : value));
        return constants;
    }

    private static Shape inputShape(Network network) {
        return new Shape(Networks.bind(network.graph(), 2)
                .graph()
                .inputs()
                .get(0)
                .type()
                .shape()
                .dims());
    }

    /** Writes the weights, and the privacy statement into the model's properties. */
    void write(ModelInTraining trained) {
        write(trained.network());
        model.ifPresent(target -> {
            PrivacyStatement statement = trained.privacyStatement();
            target.setProperty(Checkpoint.STATEMENT, statement.toJson().toString());
            target.setProperty(Checkpoint.STATEMENT_TEXT, statement.toText());
            target.setProperty(Checkpoint.STEPS, Long.toString(statement.steps()));
            // An empty array, rather than none, replaces what an earlier model may have left there.
            EarlierTraining before = trained.network().earlier().beforeLast();
            target.setProperty(
                    EarlierTraining.METADATA, before.metadata().getOrDefault(EarlierTraining.METADATA, "[]"));
        });
    }

    /** Writes the weights. */
    void write(Network network) {
        if (!block.isInitialized()) {
            Model owner = model.orElseThrow(() -> Require.broken(
                    "the block",
                    "must be initialized",
                    "none of its memory",
                    "call block.initialize with the manager that will own its weights, or pass a DJL model"));
            block.initialize(owner.getNDManager(), ai.djl.ndarray.types.DataType.FLOAT32, inputShape(network));
        }
        Map<String, Constant> values = network.merged().graph().graph().initializers();
        Set<String> written = new HashSet<>();
        block.getParameters().forEach(entry -> {
            Constant value = values.get(entry.getKey());
            if (value != null && written.add(entry.getValue().getId())) {
                set(entry.getValue(), value, transposed.contains(entry.getKey()));
            }
        });
    }

    private static void set(Parameter parameter, Constant value, boolean turned) {
        float[] elements =
                turned ? BlockTrace.transpose(value.toFloats(), value.type().shape()) : value.toFloats();
        parameter.getArray().set(FloatBuffer.wrap(elements));
    }
}
