package org.dpmodel.graph.step;

import org.dpmodel.graph.GraphException;

/**
 * A dropout of a network, as a step graph has it.
 *
 * @param node the node
 * @param ratio the probability with which a number is dropped, in (0, 1)
 * @param elements how many numbers of one example there are
 */
public record DroppedNumbers(String node, float ratio, int elements) {
    /**
     * Checks the ratio.
     *
     * @throws GraphException if it is not a probability below 1
     */
    public DroppedNumbers {
        if (!(ratio > 0 && ratio < 1)) {
            throw new GraphException("node " + node + " (Dropout) must drop with a probability in [0, 1), found "
                    + ratio + ": export the network with one, or train it without dropout");
        }
    }

    /**
     * What the numbers that are not dropped are multiplied by, which keeps their mean.
     *
     * @return 1 / (1 − ratio)
     */
    public float kept() {
        return (float) (1 / (1.0 - ratio));
    }
}
