package org.dpmodel.graph.step;

import org.dpmodel.graph.GraphException;

/**
 * A dropout of a network, as it appears in a step graph.
 *
 * @param node the node
 * @param ratio the probability with which an element is dropped, in (0, 1)
 * @param elements the number of elements per example
 */
public record DroppedNumbers(String node, float ratio, int elements) {
    /**
     * Checks the ratio.
     *
     * @throws GraphException if the ratio is not a probability below 1
     */
    public DroppedNumbers {
        if (!(ratio > 0 && ratio < 1)) {
            throw new GraphException("node " + node + " (Dropout) must drop with a probability in [0, 1), found "
                    + ratio + ": export the network with one, or train it without dropout");
        }
    }

    /**
     * The factor of elements that are not dropped, which preserves their mean.
     *
     * @return 1 / (1 − ratio)
     */
    public float kept() {
        return (float) (1 / (1.0 - ratio));
    }
}
