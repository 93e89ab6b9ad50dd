package org.dpmodel.accountant;

/** An accountant cannot charge an event; its state is unchanged. */
public final class UnsupportedEventException extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    private final transient DpEvent event;
    private final String reason;

    /**
     * Creates the exception of an event that does not reduce to a form.
     *
     * @param event the innermost event at fault
     * @param reason why, and what to do instead
     */
    public UnsupportedEventException(DpEvent event, String reason) {
        this("an accountant", event, reason);
    }

    /**
     * Creates the exception of an accountant.
     *
     * @param accountant name of the accountant that refuses
     * @param event the innermost event at fault
     * @param reason why, and what to do instead
     */
    public UnsupportedEventException(String accountant, DpEvent event, String reason) {
        super(accountant + " cannot charge " + event + ": " + reason);
        this.event = event;
        this.reason = reason;
    }

    /** The same refusal, with the accountant's name. */
    UnsupportedEventException by(String accountant) {
        UnsupportedEventException named = new UnsupportedEventException(accountant, event, reason);
        named.initCause(this);
        return named;
    }

    /**
     * The innermost event at fault.
     *
     * @return the event, or null after deserialization
     */
    public DpEvent event() {
        return event;
    }
}
