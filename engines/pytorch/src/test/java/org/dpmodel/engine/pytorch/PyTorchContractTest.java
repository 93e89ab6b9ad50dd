package org.dpmodel.engine.pytorch;

import java.util.Set;
import org.dpmodel.engine.EngineDevice;
import org.dpmodel.engine.Engines;
import org.dpmodel.engine.testkit.EngineContract;

/** The engine contract on the processor; the engine is found as a user finds it. */
class PyTorchContractTest extends EngineContract {
    @Override
    protected EngineDevice device() {
        return Engines.device("pytorch:cpu");
    }

    /** Statistics of the batch mix examples, so the compiler never writes this form. */
    @Override
    protected Set<String> refusedOperatorCases() {
        return Set.of("BatchNormalization training");
    }
}
