package org.dpmodel.engine.pytorch;

import java.util.List;
import java.util.Set;
import org.dpmodel.engine.EngineDevice;
import org.dpmodel.engine.Engines;
import org.dpmodel.engine.testkit.ContractSize;
import org.dpmodel.engine.testkit.EngineContract;
import org.dpmodel.engine.testkit.ModelStep;

/** The engine contract on the processor; the engine is found as a user finds it. */
class PyTorchContractTest extends EngineContract {
    @Override
    protected EngineDevice device() {
        return Engines.device("pytorch:cpu");
    }

    @Override
    protected ContractSize contractSize() {
        return Boolean.getBoolean("dpmodel.slow") ? ContractSize.FULL : ContractSize.SMALL;
    }

    /** Never of the small convolutional network: the bits of its rows follow their place, which a training sees before its first step. */
    @Override
    protected List<ModelStep> rowSteps() {
        return contractSize() == ContractSize.FULL ? super.rowSteps() : ModelStep.oncePerModel();
    }

    /** Statistics of the batch mix examples, so the compiler never writes this form. */
    @Override
    protected Set<String> refusedOperatorCases() {
        return Set.of("BatchNormalization training");
    }
}
