package org.dpmodel.graph.gradient;

import org.dpmodel.graph.GraphException;

/**
 * How the examples of a physical batch form the units whose gradients are clipped.
 *
 * @param examples physical batch size
 * @param unitSize number of examples per unit: 1, or the microbatch size; unit u consists of the examples [u unitSize,
 *     (u+1) unitSize)
 */
public record Units(int examples, int unitSize) {
    /**
     * Checks that the units fill the batch.
     *
     * @throws GraphException if they do not
     */
    public Units {
        if (examples < 1 || unitSize < 1 || examples % unitSize != 0) {
            throw new GraphException("a physical batch of " + examples + " examples must be a positive multiple of the"
                    + " microbatch size " + unitSize + ": choose batch sizes divisible by the microbatch size");
        }
    }

    /**
     * The number of units.
     *
     * @return examples / unitSize
     */
    public int count() {
        return examples / unitSize;
    }

    /**
     * All examples as one unit, over which training without privacy sums.
     *
     * @return one unit
     */
    public Units whole() {
        return new Units(examples, examples);
    }
}
