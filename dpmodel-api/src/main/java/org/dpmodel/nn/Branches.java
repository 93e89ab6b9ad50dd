package org.dpmodel.nn;

import java.util.List;
import java.util.Objects;
import org.dpmodel.graph.Attributes;
import org.dpmodel.graph.GraphException;
import org.dpmodel.graph.Value;
import org.dpmodel.validation.Require;

/**
 * Parallel cells that read the same input and whose outputs are joined. They are named as in a {@link SequentialCell}.
 *
 * @param join how the outputs are joined
 * @param axis the axis along which they are concatenated, where the batch is axis 0 and -1 is the last axis; unused for
 *     sums
 * @param cells the branches
 */
public record Branches(Join join, int axis, List<Cell> cells) implements Cell {
    /** How outputs are joined. */
    public enum Join {
        /** Concatenated along an axis. */
        CONCAT,
        /** Added up. */
        SUM
    }

    /**
     * Copies the list and checks it.
     *
     * @throws IllegalArgumentException if there is no branch, or the axis is that of the batch
     */
    public Branches {
        Objects.requireNonNull(join, "join");
        cells = List.copyOf(cells);
        Require.atLeast("the number of branches", cells.size(), 1, "pass the cells that read the same input");
        if (join == Join.CONCAT && axis == 0) {
            throw Require.broken(
                    "axis", "must not be that of the batch", axis, "pass 1 for the channels, or -1 for the last axis");
        }
    }

    /**
     * Branches whose outputs are concatenated along an axis.
     *
     * @param axis 1 for channels, -1 for the last axis
     * @param cells the branches
     * @return the cell
     */
    public static Branches concat(int axis, Cell... cells) {
        return new Branches(Join.CONCAT, axis, List.of(cells));
    }

    /**
     * Branches whose outputs are added.
     *
     * @param cells the branches
     * @return the cell
     */
    public static Branches sum(Cell... cells) {
        return new Branches(Join.SUM, 1, List.of(cells));
    }

    @Override
    public String kind() {
        return "branches";
    }

    @Override
    public boolean isComposition() {
        return true;
    }

    @Override
    public Value build(NetworkBuilder builder, Value x) {
        Value[] outputs = cells.stream().map(cell -> builder.add(cell, x)).toArray(Value[]::new);
        return join == Join.CONCAT
                ? builder.call("Concat", Attributes.none().with("axis", axis), outputs)
                : sum(builder, outputs);
    }

    private static Value sum(NetworkBuilder builder, Value... outputs) {
        Value sum = outputs[0];
        for (int i = 1; i < outputs.length; i++) {
            if (!outputs[i].shape().equals(sum.shape())) {
                throw new GraphException("branches that are added must give one shape, found " + sum.shape() + " and "
                        + outputs[i].shape() + " of branch " + i + ": make their shapes equal, or concatenate them");
            }
            sum = builder.call("Add", Attributes.none(), sum, outputs[i]);
        }
        return sum;
    }
}
