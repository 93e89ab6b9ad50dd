package org.dpmodel.models;

import java.util.ArrayList;
import java.util.List;
import org.dpmodel.nn.Cell;
import org.dpmodel.nn.Dense;
import org.dpmodel.nn.Flatten;
import org.dpmodel.nn.Network;
import org.dpmodel.nn.SequentialCell;
import org.dpmodel.nn.Tanh;

/** Dense layers with tanh between them. */
public final class MultilayerPerceptron {
    private MultilayerPerceptron() {}

    /**
     * A multilayer perceptron.
     *
     * @param inputShape shape of one example, which is flattened first
     * @param widths number of outputs of each layer; the last one is that of the network
     * @return the network
     */
    public static Network network(long[] inputShape, int... widths) {
        List<Cell> cells = new ArrayList<>(List.of(new Flatten()));
        int previous = 1;
        for (long size : inputShape) {
            previous = Math.toIntExact(previous * size);
        }
        for (int i = 0; i < widths.length; i++) {
            cells.add(new Dense(previous, widths[i]));
            if (i < widths.length - 1) {
                cells.add(new Tanh());
            }
            previous = widths[i];
        }
        return Network.of("mlp", new SequentialCell(cells), inputShape);
    }
}
