package org.dpmodel.engine.onnxruntime.capi;

import org.dpmodel.engine.EngineException;

/** What a graph of a core has to know of the device that it runs on. Thread-safe. */
public interface CApiDevice {
    /**
     * Turns what the core says into an error for the user.
     *
     * @param activity what failed, for example {@code "compiling graph lenet on onnxruntime:cann:0"}
     * @param failure what the core says
     * @return the error
     */
    EngineException failure(String activity, CApiException failure);

    /** Makes the device that of the calling thread, which is about to release what lies on it; runs do so by themselves. */
    default void enter() {}
}
