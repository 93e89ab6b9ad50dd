package org.dpmodel.graph.isolation;

import org.dpmodel.graph.GraphException;

/**
 * A network computes from one example something that another example's output depends on, its mere place in the batch
 * included. Then what an example moves is not bounded by clipping its gradient, and there is no privacy guarantee.
 */
public final class ExamplesMixException extends GraphException {
    private static final long serialVersionUID = 1L;

    private final String node;

    /**
     * An error that names the node, the reason and the cure.
     *
     * @param node name of the node that mixes examples
     * @param operator its operator
     * @param reason how it mixes them
     * @param cure what to use instead
     */
    public ExamplesMixException(String node, String operator, String reason, String cure) {
        super("node " + node + " (" + operator + ") mixes examples: " + reason
                + ". Clipping one example's gradient then bounds nothing. Cure: " + cure);
        this.node = node;
    }

    /**
     * The node at fault.
     *
     * @return its name
     */
    public String node() {
        return node;
    }
}
