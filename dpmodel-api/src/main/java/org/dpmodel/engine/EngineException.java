package org.dpmodel.engine;

/** An engine cannot do what was requested; the message names the object, the rule, the value found and how to fix it. */
public class EngineException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /**
     * An error with a message for the user.
     *
     * @param message names the thing, the rule, the value found and the cure
     */
    public EngineException(String message) {
        super(message);
    }

    /**
     * An error of the underlying engine.
     *
     * @param message names the thing, the rule, the value found and the cure
     * @param cause the underlying failure
     */
    public EngineException(String message, Throwable cause) {
        super(message, cause);
    }
}
