package org.dpmodel;

/**
 * The gradients of some examples were infinite or NaN in many consecutive steps. The steps are charged, and the
 * parameters are still finite. That this happened reveals something about the private data, so it ends no run of a search
 * among several, whose accountant names one ({@link org.dpmodel.accountant.PrivacyAccountant#search}).
 */
public final class NonFiniteGradientsException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    NonFiniteGradientsException(int steps, long firstStep) {
        super("in each of " + steps + " steps in a row, from step " + firstStep + " on, some gradients were infinite or"
                + " not a number (they were left out, and counted): model.leftOut(dataset), or ./dpmodel train with"
                + " --check-data, says which examples, for you alone; correct or remove them, lower the learning rate, or use"
                + " bounded activations such as tanh");
    }
}
