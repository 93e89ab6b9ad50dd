package org.dpmodel.accountant;

/** An accountant cannot charge an event; nothing was composed. */
public final class UnsupportedEventException extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    private final transient DpEvent event;

    /**
     * Creates the exception.
     *
     * @param accountant name of the accountant that refuses
     * @param event the innermost event at fault
     * @param reason why, and what to do instead
     */
    public UnsupportedEventException(String accountant, DpEvent event, String reason) {
        super(accountant + " cannot charge " + event + ": " + reason);
        this.event = event;
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
