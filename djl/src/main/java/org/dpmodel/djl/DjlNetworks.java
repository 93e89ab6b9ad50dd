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
     * becomes an ONNX graph for any batch size. No DJL engine is needed. Weights that the block has are taken; others
     * are drawn as the block's initializers say. The block itself is left as it was.
     *
     * <p>Batch normalization and dropout are refused; {@link #tracer} has other treatments. So is whatever reads values,
     * changes arrays in place, or has no operator in networks, each with its name and the cure.
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
     * A network from the block of a DJL model, as {@link #trace(Block, Shape)} gives it, that knows what its weights have
     * cost: the privacy statements that {@link #writeBack(DPModel, Model)} left in the model's properties.
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
     * properties, which {@code Model.save} stores. The model's block is initialized if it is not.
     *
     * @param trained the trained model, whose network was traced from the block
     * @param target the DJL model with that block
     * @throws IllegalArgumentException if the block computes something else than the network; nothing is then changed
     */
    public static void writeBack(DPModel trained, Model target) {
        WeightWriter.of(trained.network(), target).write(trained);
    }

    /**
     * Writes the weights of a network into a block that is initialized. A block has no place for a privacy statement: a
     * network that is traced from it knows nothing of the training. Keep the statement beside it, or use a DJL model.
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
