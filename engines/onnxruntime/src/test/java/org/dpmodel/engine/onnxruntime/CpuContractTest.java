package org.dpmodel.engine.onnxruntime;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.dpmodel.engine.EngineDevice;
import org.dpmodel.engine.Engines;
import org.dpmodel.engine.testkit.ContractSize;
import org.dpmodel.engine.testkit.EngineContract;
import org.dpmodel.engine.testkit.KernelRows;
import org.dpmodel.engine.testkit.ModelStep;
import org.dpmodel.engine.testkit.RowComparison;
import org.dpmodel.engine.testkit.RowKernel;
import org.dpmodel.graph.build.RowSums;
import org.dpmodel.graph.lowering.GraphTarget;
import org.dpmodel.graph.step.PortableTarget;
import org.dpmodel.graph.step.StepGraph;
import org.junit.jupiter.api.Test;

/** The engine contract on the processor; the engine is found as a user finds it. */
class CpuContractTest extends EngineContract {
    @Override
    protected EngineDevice device() {
        return Engines.device("onnxruntime:cpu");
    }

    @Override
    protected ContractSize contractSize() {
        return Boolean.getBoolean("dpmodel.slow") ? ContractSize.FULL : ContractSize.SMALL;
    }

    /** The graphs of GPUs run here too, and those that a processor falls back on. */
    @Override
    protected List<GraphTarget> rowTargets() {
        return List.of(OnnxRuntimeTargets.cpu(), OnnxRuntimeTargets.cuda(), PortableTarget.target());
    }

    /** The twin: sums of rows by ReduceSum itself, which groups elements by the row's address. */
    @Test
    void sumsByTheOperatorItselfAreSeenToDifferFromRowToRow() {
        StepGraph step = ModelStep.all().stream()
                .filter(model -> model.clipping().isPresent() && model.name().startsWith("LeNet-5"))
                .findFirst()
                .orElseThrow()
                .compile(OnnxRuntimeTargets.cpu().withRowSums(RowSums.DIRECT), 32);
        try (RowComparison rows = new RowComparison(device(), step)) {
            assertTrue(rows.firstDifference().isPresent());
        }
    }

    /** The same twin by itself. */
    @Test
    void aKernelThatDiffersFromRowToRowIsSeen() {
        RowKernel sum = new RowKernel("sum", 1, 1, RowSums.DIRECT::sum);
        assertTrue(new KernelRows(device(), sum, 5).firstDifference().isPresent());
    }
}
