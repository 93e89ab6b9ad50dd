package org.dpmodel.graph.type;

/** Looks up an operator's types, so that code that builds or reads graphs need not know all operators. */
@FunctionalInterface
public interface OperatorTypes {
    /**
     * Type inference of an operator.
     *
     * @param operator ONNX name
     * @param node the node that uses it, for the message
     * @return the operator
     * @throws org.dpmodel.graph.GraphException if graphs cannot contain it
     */
    Operator find(String operator, String node);
}
