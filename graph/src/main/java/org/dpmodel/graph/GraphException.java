package org.dpmodel.graph;

/**
 * A graph is malformed, or needs something that this library does not support; the message names the node and how to
 * fix it.
 */
public class GraphException extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    /**
     * An error with a message for the person who built the graph.
     *
     * @param message names the object, the rule, the value found and how to fix it
     */
    public GraphException(String message) {
        super(message);
    }

    /**
     * An error with a cause.
     *
     * @param message names the object, the rule, the value found and how to fix it
     * @param cause the underlying failure
     */
    public GraphException(String message, Throwable cause) {
        super(message, cause);
    }
}
