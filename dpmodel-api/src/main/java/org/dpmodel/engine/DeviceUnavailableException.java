package org.dpmodel.engine;

/** The requested device cannot be used here; the message says what is available, what is missing and how to get it. */
public class DeviceUnavailableException extends EngineException {
    private static final long serialVersionUID = 1L;

    /**
     * An error that names the requested device, what is missing and how to fix it.
     *
     * @param message for the person who asked for the device
     */
    public DeviceUnavailableException(String message) {
        super(message);
    }
}
