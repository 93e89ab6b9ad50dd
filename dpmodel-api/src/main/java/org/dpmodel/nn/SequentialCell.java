package org.dpmodel.nn;

import java.util.List;
import org.dpmodel.graph.Value;

/**
 * Cells one after another.
 *
 * @param cells the cells, in order
 */
public record SequentialCell(List<Cell> cells) implements Cell {
    /** Copies the list. */
    public SequentialCell {
        cells = List.copyOf(cells);
    }

    /**
     * Cells one after another.
     *
     * @param cells the cells, in order
     */
    public SequentialCell(Cell... cells) {
        this(List.of(cells));
    }

    @Override
    public String kind() {
        return "sequential";
    }

    @Override
    public boolean isComposition() {
        return true;
    }

    @Override
    public Value build(NetworkBuilder builder, Value x) {
        Value y = x;
        for (Cell cell : cells) {
            y = builder.add(cell, y);
        }
        return y;
    }
}
