package org.dpmodel.engine.djl;

import java.util.List;
import java.util.Set;
import org.dpmodel.engine.EngineDevice;
import org.dpmodel.engine.Engines;
import org.dpmodel.engine.testkit.ContractSize;
import org.dpmodel.engine.testkit.EngineContract;
import org.dpmodel.engine.testkit.ModelStep;

/**
 * The engine contract on the arrays of DJL's PyTorch engine, the only one there is here: on small networks, since it is slow by
 * design, and on those of the other engines where the property {@code dpmodel.full} is true.
 */
class DjlContractTest extends EngineContract {
    private static final boolean FULL = Boolean.getBoolean("dpmodel.full");

    @Override
    protected EngineDevice device() {
        return Engines.device("djl:cpu");
    }

    @Override
    protected ContractSize contractSize() {
        return FULL ? ContractSize.FULL : ContractSize.SMALL;
    }

    /** Not of the small convolutional network: PyTorch's bits of its rows follow their place, which a training sees before its first step. */
    @Override
    protected List<ModelStep> rowSteps() {
        if (FULL) {
            return super.rowSteps();
        }
        System.err.println(
                "SKIPPED: rows of convolutional networks on djl:cpu but for one step of LeNet-5; -Ddpmodel.full=true runs more");
        return ModelStep.all().stream()
                .filter(step -> step.clipping().isPresent())
                .filter(step -> step.name().startsWith("perceptron")
                        || step.name().equals("LeNet-5, fixed clipping, microbatches of 1"))
                .toList();
    }

    /** What arrays do not have, or what engines of DJL compute each in their own way. */
    @Override
    protected Set<String> refusedOperatorCases() {
        return Set.of(
                "BatchNormalization training",
                "ConstantOfShape integers",
                "ConvTranspose bias",
                "ConvTranspose dilations",
                "ConvTranspose everything",
                "ConvTranspose groups",
                "ConvTranspose output padding",
                "ConvTranspose pads",
                "ConvTranspose plain",
                "ConvTranspose strides",
                "Div of integers",
                "MatMul matrix and vector",
                "MatMul stack and vector",
                "MatMul vector and matrix",
                "MatMul vectors",
                "MaxPool indices",
                "MaxPool indices of equal elements",
                "MaxPool indices of overlapping windows",
                "MaxPool indices with dilations",
                "MaxPool indices with pads",
                "ReduceSum of integers",
                "ScatterElements added",
                "ScatterElements added along an inner axis",
                "ScatterElements distinct positions",
                "ScatterElements inner axis",
                "ScatterElements rows added");
    }
}
