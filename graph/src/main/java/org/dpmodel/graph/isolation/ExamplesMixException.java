package org.dpmodel.graph.isolation;

import org.dpmodel.graph.GraphException;

/**
 * In a network, an example's output depends on another example, or on a position in the batch. Clipping an example's
 * gradient then does not bound its effect, and there is no privacy guarantee.
 */
public final class ExamplesMixException extends GraphException {
    private static final long serialVersionUID = 1L;

    private final String node;

    /**
     * An error that names the node, the reason and how to fix it.
     *
     * @param node name of the node that mixes examples
     * @param operator its operator
     * @param reason how it mixes them
     * @param cure how to fix it, for example what to use instead
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
