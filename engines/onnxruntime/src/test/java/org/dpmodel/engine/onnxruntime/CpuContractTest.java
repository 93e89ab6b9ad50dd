package org.dpmodel.engine.onnxruntime;

import org.dpmodel.engine.EngineDevice;
import org.dpmodel.engine.Engines;
import org.dpmodel.engine.testkit.EngineContract;

/** The engine contract on the processor; the engine is found as a user finds it. */
class CpuContractTest extends EngineContract {
    @Override
    protected EngineDevice device() {
        return Engines.device("onnxruntime:cpu");
    }
}
