package org.dpmodel.nn;

import java.util.Arrays;
import java.util.List;
import org.dpmodel.graph.Value;
import org.dpmodel.validation.Require;

/**
 * Reshapes each example, row-major: {@code [batch, ...]} to {@code [batch, shape...]}.
 *
 * @param exampleShape the shape of one example, without the batch; one of its sizes may be -1, which then follows from
 *     the others
 */
public record Reshape(List<Integer> exampleShape) implements Cell {
    /**
     * Copies the list and checks it.
     *
     * @throws IllegalArgumentException if a size is neither -1 nor positive, or two are -1
     */
    public Reshape {
        exampleShape = List.copyOf(exampleShape);
        if (exampleShape.stream().anyMatch(size -> size < -1 || size == 0)
                || exampleShape.stream().filter(size -> size == -1).count() > 1) {
            throw Require.broken(
                    "exampleShape",
                    "must have sizes of at least 1, one of which may be -1 for the remainder",
                    exampleShape,
                    "pass the shape of one example, without the batch");
        }
    }

    /**
     * A new shape of each example.
     *
     * @param exampleShape the shape of one example, without the batch
     */
    public Reshape(int... exampleShape) {
        this(Arrays.stream(exampleShape).boxed().toList());
    }

    @Override
    public String kind() {
        return "reshape";
    }

    @Override
    public Value build(NetworkBuilder builder, Value x) {
        long[] target = new long[exampleShape.size() + 1];
        for (int i = 0; i < exampleShape.size(); i++) {
            target[i + 1] = exampleShape.get(i);
        }
        // 0 keeps the size of the batch, whatever it is.
        return builder.reshape(x, target);
    }
}
