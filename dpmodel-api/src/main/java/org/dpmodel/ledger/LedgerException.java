package org.dpmodel.ledger;

/** A ledger that cannot be written, read or trusted. The message names the file, what is wrong and the cure. */
public final class LedgerException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /**
     * An exception.
     *
     * @param message file, rule, finding and cure
     */
    public LedgerException(String message) {
        super(message);
    }

    /**
     * An exception with a cause.
     *
     * @param message file, rule, finding and cure
     * @param cause what the file system said
     */
    public LedgerException(String message, Throwable cause) {
        super(message, cause);
    }
}
