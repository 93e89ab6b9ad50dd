package org.dpmodel.engine.onnxruntime.cann;

import java.util.Set;
import org.dpmodel.engine.EngineDevice;
import org.dpmodel.engine.Engines;
import org.dpmodel.engine.testkit.EngineContract;

/** The engine contract on a CANN device: the real provider, over a device or its double. */
@NeedsCann
class CannContractTest extends EngineContract {
    @Override
    protected EngineDevice device() {
        return Engines.device("onnxruntime:cann:0");
    }

    @Override
    protected Set<String> refusedOperatorCases() {
        return Set.of();
    }
}
