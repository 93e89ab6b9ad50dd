package org.dpmodel.optimizer;

/** A step of an optimizer, done block by block. Blocks without common elements may be updated by several threads at once. */
@FunctionalInterface
public interface BlockUpdate {
    /**
     * Updates some neighbouring elements of one parameter.
     *
     * @param parameter index of the parameter, in the order given to {@link Optimizer#newState}
     * @param from index of the first element within the parameter
     * @param count number of elements
     * @param elements the elements from index 0, changed in place
     * @param gradients their averaged, noised gradients, from index 0; left unchanged
     */
    void update(int parameter, int from, int count, float[] elements, float[] gradients);
}
