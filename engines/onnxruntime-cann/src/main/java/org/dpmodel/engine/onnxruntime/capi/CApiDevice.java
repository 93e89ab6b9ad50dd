package org.dpmodel.engine.onnxruntime.capi;

import org.dpmodel.engine.EngineException;

/** What a graph of a core has to know about its device. Thread-safe. */
public interface CApiDevice {
    /**
     * Converts an error of the core to one for the user.
     *
     * @param activity what failed, for example {@code "compiling graph lenet on onnxruntime:cann:0"}
     * @param failure the core's error
     * @return the error
     */
    EngineException failure(String activity, CApiException failure);

    /**
     * Makes the device the current one of the calling thread, which is about to release memory on it; runs do this by
     * themselves.
     */
    default void enter() {}
}
