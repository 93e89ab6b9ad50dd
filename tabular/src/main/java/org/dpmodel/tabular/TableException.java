package org.dpmodel.tabular;

/**
 * A table does not fit its schema. The message names row and column, and quotes the value: it is for the owner of the
 * data only, and even the occurrence of an error depends on private values, so do not publish it. Rows are never
 * skipped instead.
 */
public final class TableException extends RuntimeException {
    private static final long serialVersionUID = 1;

    TableException(String message) {
        super(message);
    }

    TableException(String message, Throwable cause) {
        super(message, cause);
    }
}
