package org.dpmodel.accountant.calibration;

/** No value of the parameter meets the privacy target; the message says why and what could be changed. */
public final class UnattainableTargetException extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    /**
     * Creates the exception.
     *
     * @param message the reason, and what to do
     */
    public UnattainableTargetException(String message) {
        super(message);
    }
}
