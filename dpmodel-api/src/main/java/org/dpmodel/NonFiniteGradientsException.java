package org.dpmodel;

/**
 * The gradients of some examples were infinite or not a number in many steps in a row. The steps are charged, the
 * parameters are finite. That this happened is a fact about the private data.
 */
public final class NonFiniteGradientsException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    NonFiniteGradientsException(int steps, long firstStep) {
        super("in each of " + steps + " steps in a row, from step " + firstStep + " on, some gradients were infinite or"
                + " not a number (they were left out, and counted): lower the learning rate, check the data for"
                + " infinite or huge values, or use bounded activations such as tanh");
    }
}
