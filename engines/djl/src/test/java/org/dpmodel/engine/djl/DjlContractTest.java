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
