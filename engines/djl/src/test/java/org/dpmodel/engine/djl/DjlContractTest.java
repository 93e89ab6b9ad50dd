package org.dpmodel.engine.djl;

import java.util.Set;
import org.dpmodel.engine.EngineDevice;
import org.dpmodel.engine.Engines;
import org.dpmodel.engine.testkit.EngineContract;

/** The engine contract on the arrays of DJL's PyTorch engine, the only one there is here. */
class DjlContractTest extends EngineContract {
    @Override
    protected EngineDevice device() {
        return Engines.device("djl:cpu");
    }

    @Override
    protected Set<String> refusedOperatorCases() {
        return Set.of("BatchNormalization training");
    }
}
