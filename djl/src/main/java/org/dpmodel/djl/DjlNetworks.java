package org.dpmodel.djl;

import ai.djl.Model;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import org.dpmodel.DPModel;
import org.dpmodel.nn.EarlierTraining;
import org.dpmodel.nn.Network;

/** Converts DJL blocks to networks, and writes weights of networks back into blocks. */
public final class DjlNetworks {
    private DjlNetworks() {}

    /**
     * A network from a block. The block runs with arrays that have no values, for two batch sizes; what it computes
     * becomes an ONNX graph for any batch size. No DJL engine is needed. Weights are taken from the block if it has them,
     * and otherwise drawn by the block's initializers. The block itself is not changed.
     *
     * <p>Batch normalization and dropout are refused; {@link #tracer} has other treatments. So are methods that read
     * values, change arrays in place, or have no operator in networks; errors name them and say how to fix it.
     *
     * @param block the block
     * @param inputShape shape of its input, the batch first, as for {@code Block.initialize}: {@code (1, 1, 28, 28)};
     *     the batch's size is not used
     * @return the network, proven to keep examples apart; its parameters have their full names in the block, for example
     *     {@code 01Conv2d_weight}
     * @throws org.dpmodel.graph.GraphException if the block is not a network that can be trained here
     */
    public static Network trace(Block block, Shape inputShape) {
        return tracer().trace(block, inputShape);
    }

    /**
     * A network from the block of a DJL model, as {@link #trace(Block, Shape)} gives it, that knows the cost of its
     * weights: the privacy statements that {@link #writeBack(DPModel, Model)} left in the model's properties.
     *
     * @param model the DJL model
     * @param inputShape shape of its input, the batch first
     * @return the network
     * @throws org.dpmodel.graph.GraphException if the block is not a network that can be trained here, or a statement is damaged
     */
    public static Network trace(Model model, Shape inputShape) {
        Network network = trace(model.getBlock(), inputShape);
        return new Network(
                network.graph(),
                network.opset(),
                network.initializers(),
                EarlierTraining.of(model.getProperties()),
                network.notes(),
                network.adapters(),
                network.dropout(),
                network.preprocessing());
    }

    /**
     * A tracer with settings.
     *
     * @return a tracer that refuses batch normalization and dropout
     */
    public static BlockTracer tracer() {
        return BlockTracer.strict();
    }

    /**
     * Writes trained weights into a DJL model, so that its predictors serve them, and the privacy statement into its
     * properties, which {@code Model.save} stores. The model's block is initialized if necessary.
     *
     * @param trained the trained model, whose network was traced from the block
     * @param target the DJL model with that block
     * @throws IllegalArgumentException if the block computes something else than the network; nothing is then changed
     */
    public static void writeBack(DPModel trained, Model target) {
        WeightWriter.of(trained.network(), target).write(trained);
    }

    /**
     * Writes the weights of a network into a block that is initialized. A block has no place for a privacy statement, so
     * a network that is traced from it does not know about the training. Keep the statement with it, or use a DJL model.
     *
     * @param network the network, traced from the block
     * @param target the block
     * @throws IllegalArgumentException if the block computes something else than the network, or is not initialized;
     *     nothing is then changed
     */
    public static void writeBack(Network network, Block target) {
        WeightWriter.of(network, target).write(network);
    }
}
