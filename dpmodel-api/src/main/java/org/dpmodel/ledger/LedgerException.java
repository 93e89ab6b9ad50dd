package org.dpmodel.ledger;

/** A ledger that cannot be written, read or trusted. The message names the file, what is wrong and how to fix it. */
public final class LedgerException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /**
     * An exception.
     *
     * @param message names the file, the rule, what was found and how to fix it
     */
    public LedgerException(String message) {
        super(message);
    }

    /**
     * An exception with a cause.
     *
     * @param message names the file, the rule, what was found and how to fix it
     * @param cause the error of the file system
     */
    public LedgerException(String message, Throwable cause) {
        super(message, cause);
    }
}
