package org.dpmodel.engine.testkit;

import java.util.List;
import java.util.Set;
import org.dpmodel.engine.EngineDevice;
import org.dpmodel.graph.OnnxModel;
import org.dpmodel.graph.lowering.GraphTarget;
import org.dpmodel.graph.reference.OperatorCase;
import org.junit.jupiter.api.Nested;

/**
 * The requirements on every engine, on one of its devices. A test class of an engine extends this class; every operator,
 * the errors, threads, and memory are then tested.
 */
public abstract class EngineContract {
    /** For JUnit. */
    protected EngineContract() {}

    /**
     * The device that is tested.
     *
     * @return a usable device
     */
    protected abstract EngineDevice device();

    /**
     * How much is computed. Engines that people train with keep the default.
     *
     * @return {@link ContractSize#FULL} unless overridden
     */
    protected ContractSize contractSize() {
        return ContractSize.FULL;
    }

    /**
     * Cases of {@link org.dpmodel.graph.reference.OperatorCases} that the device cannot run. They are declared, so that
     * each is tested to be refused with an error and none is silently skipped.
     *
     * @return names of cases; none unless overridden
     */
    protected Set<String> refusedOperatorCases() {
        return Set.of();
    }

    /**
     * An operator case in the form that the device requires: attributes that are optional in ONNX, such as the shape of a
     * kernel, may be added. The meaning must not change.
     *
     * @param configuration the case
     * @return its model unless overridden
     */
    protected OnnxModel model(OperatorCase configuration) {
        return configuration.model();
    }

    /**
     * How far an element may be from the reference interpreter's, relative to its size or to 1, whichever is larger.
     *
     * @return 1e-5, about a hundred roundings to float of sums of size 1, unless overridden
     */
    protected double tolerance() {
        return 1e-5;
    }

    /**
     * The targets whose steps are compared row by row.
     *
     * @return the targets; the device's own unless overridden
     */
    protected List<GraphTarget> rowTargets() {
        return List.of(device().graphTarget());
    }

    /**
     * The steps that are compared row by row on each of those targets.
     *
     * @return every model with every way of clipping, in microbatches of 1 and of 16, where the system property {@code
     *     dpmodel.full} is true; elsewhere every model once, and every way of clipping and of microbatches on the perceptron;
     *     a small convolutional network with every way of both where the contract is {@link ContractSize#SMALL}; unless
     *     overridden
     */
    protected List<ModelStep> rowSteps() {
        boolean small = contractSize() == ContractSize.SMALL;
        contractSize()
                .report(device(), "rows of the library's models; a small convolutional network is compared instead");
        if (small) {
            return ModelStep.clipped(ModelStep.small());
        }
        if (Boolean.getBoolean("dpmodel.full")) {
            return ModelStep.clipped(ModelStep.all());
        }
        System.err.println("SKIPPED: rows of convolutional networks on " + device()
                + " but for one step each; -Ddpmodel.full=true runs all");
        return ModelStep.oncePerModel();
    }

    @Nested
    final class Rows extends RowContract {
        @Override
        EngineContract contract() {
            return EngineContract.this;
        }
    }

    @Nested
    final class SingleKernels extends KernelRowContract {
        @Override
        EngineDevice device() {
            return EngineContract.this.device();
        }
    }

    @Nested
    final class Operators extends OperatorContract {
        @Override
        EngineContract contract() {
            return EngineContract.this;
        }
    }

    @Nested
    final class SumsByIndex extends IndexSumContract {
        @Override
        EngineContract contract() {
            return EngineContract.this;
        }
    }

    @Nested
    final class Steps extends StepContract {
        @Override
        EngineContract contract() {
            return EngineContract.this;
        }
    }

    @Nested
    final class Execution extends ExecutionContract {
        @Override
        EngineDevice device() {
            return EngineContract.this.device();
        }
    }

    @Nested
    final class Refusals extends RefusalContract {
        @Override
        EngineDevice device() {
            return EngineContract.this.device();
        }
    }

    @Nested
    final class Threads extends ThreadContract {
        @Override
        EngineDevice device() {
            return EngineContract.this.device();
        }

        @Override
        ContractSize size() {
            return contractSize();
        }
    }

    @Nested
    final class Memory extends MemoryContract {
        @Override
        EngineDevice device() {
            return EngineContract.this.device();
        }

        @Override
        ContractSize size() {
            return contractSize();
        }
    }

    @Nested
    final class Training extends TrainingContract {
        @Override
        EngineDevice device() {
            return EngineContract.this.device();
        }

        @Override
        ContractSize size() {
            return contractSize();
        }
    }
}
