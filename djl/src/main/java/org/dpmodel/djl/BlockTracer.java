package org.dpmodel.djl;

import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import java.util.Locale;
import org.dpmodel.djl.trace.BatchNormalizationRule;
import org.dpmodel.djl.trace.BlockTrace;
import org.dpmodel.djl.trace.DropoutRule;
import org.dpmodel.djl.trace.TraceOptions;
import org.dpmodel.loading.ContextLoader;
import org.dpmodel.nn.Network;

/**
 * Converts blocks to networks, with settings for the parts of a block that cannot be trained as they are. Immutable.
 */
public final class BlockTracer {
    private final String name;
    private final BatchNormalizationRule normalization;
    private final DropoutRule dropout;
    private final boolean ids;

    private BlockTracer(String name, BatchNormalizationRule normalization, DropoutRule dropout, boolean ids) {
        this.name = name;
        this.normalization = normalization;
        this.dropout = dropout;
        this.ids = ids;
    }

    /** Refuses whatever would differ in private training. */
    static BlockTracer strict() {
        return new BlockTracer("", BatchNormalizationRule.refused(), DropoutRule.REFUSED, false);
    }

    /**
     * This tracer with a different name for its networks, which becomes part of the names of checkpoints.
     *
     * @param value the name; the name of the block's class by default
     * @return the changed tracer
     */
    public BlockTracer named(String value) {
        return new BlockTracer(value, normalization, dropout, ids);
    }

    /**
     * This tracer with batch normalization replaced by group normalization (Wu and He 2018, arXiv:1803.08494), which
     * keeps examples apart. Scale and shift are trained under their names in the block; the running statistics are not
     * used. The network differs from the block, so its weights cannot be written back into it.
     *
     * @param groups groups of channels; must divide the channels of every batch normalization
     * @return the changed tracer
     * @throws IllegalArgumentException if {@code groups} is less than 1
     */
    public BlockTracer groupNorm(int groups) {
        return new BlockTracer(name, BatchNormalizationRule.groups(groups), dropout, ids);
    }

    /**
     * This tracer with batch normalization kept, and its running statistics used as constants that training does not
     * change: for blocks with statistics from a training on public data. Scale and shift are trained.
     *
     * @return the changed tracer
     */
    public BlockTracer frozen() {
        return new BlockTracer(name, BatchNormalizationRule.frozen(), dropout, ids);
    }

    /**
     * This tracer with dropout left out.
     *
     * @return the changed tracer
     */
    public BlockTracer withoutDropout() {
        return new BlockTracer(name, normalization, DropoutRule.LEFT_OUT, ids);
    }

    /**
     * This tracer with dropout kept: in training it drops numbers by masks that depend only on step and example, and in
     * evaluation it drops none. See {@link org.dpmodel.nn.Dropout}.
     *
     * @return the changed tracer
     */
    public BlockTracer withDropout() {
        return new BlockTracer(name, normalization, DropoutRule.KEPT, ids);
    }

    /**
     * This tracer for blocks whose input is whole numbers, such as the ids of words for an embedding.
     *
     * @return the changed tracer
     */
    public BlockTracer ids() {
        return new BlockTracer(name, normalization, dropout, true);
    }

    /**
     * Traces a block: see {@link DjlNetworks#trace}.
     *
     * @param block the block
     * @param inputShape shape of its input, the batch first, as for {@code Block.initialize}
     * @return the network
     * @throws org.dpmodel.graph.GraphException if the block is not a network that can be trained here
     */
    public Network trace(Block block, Shape inputShape) {
        return run(block, inputShape).network();
    }

    BlockTrace run(Block block, Shape inputShape) {
        String simple = block.getClass().getSimpleName().toLowerCase(Locale.ROOT);
        String known = !name.isEmpty() ? name : simple.isEmpty() ? "block" : simple;
        TraceOptions options = new TraceOptions(known, normalization, dropout, ids);
        return ContextLoader.seeing(BlockTracer.class, () -> BlockTrace.of(block, inputShape, options));
    }
}
