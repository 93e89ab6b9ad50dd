package org.dpmodel.engine;

import java.util.Objects;

/**
 * The reason why an engine cannot use a kind of device here.
 *
 * @param engine name of the engine
 * @param kind the kind of device that cannot be used
 * @param reason what is missing, for example {@code "libcudart.so.12 was not found"}
 * @param cure what to install or set
 */
public record MissingDevice(String engine, DeviceKind kind, String reason, String cure) {
    /**
     * Checks that all parts are present.
     *
     * @param engine name of the engine
     * @param kind the kind of device that cannot be used
     * @param reason what is missing
     * @param cure what to install or set
     */
    public MissingDevice {
        Objects.requireNonNull(engine, "engine");
        Objects.requireNonNull(kind, "kind");
        Objects.requireNonNull(reason, "reason");
        Objects.requireNonNull(cure, "cure");
    }

    @Override
    public String toString() {
        return engine + ":" + kind + " is not usable: " + reason + "; " + cure;
    }
}
