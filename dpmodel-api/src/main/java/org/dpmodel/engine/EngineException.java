package org.dpmodel.engine;

/** An engine cannot do what it was asked; the message names the thing, the rule, what was found and the cure. */
public class EngineException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /**
     * An error with a message for the person who asked.
     *
     * @param message names the thing, the rule, the value found and the cure
     */
    public EngineException(String message) {
        super(message);
    }

    /**
     * An error of the engine underneath.
     *
     * @param message names the thing, the rule, the value found and the cure
     * @param cause what failed underneath
     */
    public EngineException(String message, Throwable cause) {
        super(message, cause);
    }
}
