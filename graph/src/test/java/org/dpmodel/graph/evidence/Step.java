package org.dpmodel.graph.evidence;

import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.dpmodel.graph.Constant;
import org.dpmodel.graph.Shape;
import org.dpmodel.graph.clipping.FlatClipping;
import org.dpmodel.graph.gradient.Units;
import org.dpmodel.graph.lowering.GraphTarget;
import org.dpmodel.graph.reference.ReferenceTensor;
import org.dpmodel.graph.step.StepCompiler;
import org.dpmodel.graph.step.StepGraph;
import org.dpmodel.graph.step.StepOptions;

/** A compiled step of a test network, run with its own parameters. */
final class Step {
    private final TestNetwork test;
    private final StepGraph step;

    private Step(TestNetwork test, StepGraph step) {
        this.test = test;
        this.step = step;
    }

    static Step clipped(TestNetwork test, GraphTarget target, int examples, int unitSize) {
        return compile(test, target, examples, unitSize, true);
    }

    static Step clipped(TestNetwork test, int examples, int unitSize) {
        return clipped(test, TestTargets.grouped(), examples, unitSize);
    }

    static Step plain(TestNetwork test, int examples, int unitSize) {
        return plain(test, TestTargets.grouped(), examples, unitSize);
    }

    static Step plain(TestNetwork test, GraphTarget target, int examples, int unitSize) {
        return compile(test, target, examples, unitSize, false);
    }

    private static Step compile(TestNetwork test, GraphTarget target, int examples, int unitSize, boolean clipped) {
        StepOptions options = new StepOptions(
                target, new Units(examples, unitSize), clipped ? Optional.of(new FlatClipping()) : Optional.empty());
        return new Step(test, StepCompiler.compile(test.network(), test.loss(), options));
    }

    StepGraph graph() {
        return step;
    }

    /** Runs with a mask of ones. */
    Result run(Runner runner, Batch batch, double clippingNorm) {
        double[] ones = new double[step.units().count()];
        Arrays.fill(ones, 1);
        return run(runner, batch, clippingNorm, ones);
    }

    Result run(Runner runner, Batch batch, double clippingNorm, double... mask) {
        Map<String, ReferenceTensor> inputs = new HashMap<>();
        inputs.put(StepGraph.FEATURES, batch.features());
        inputs.put(StepGraph.TARGETS, batch.targets());
        inputs.put(StepGraph.UNIT_MASK, ReferenceTensor.floats(Shape.of(mask.length), mask));
        inputs.put(FlatClipping.CLIPPING_NORM, ReferenceTensor.floats(Shape.of(1), clippingNorm));
        Map<String, Constant> initializers = test.network().graph().initializers();
        step.parameters().forEach(name -> inputs.put(name, ReferenceTensor.of(initializers.get(name))));
        Map<String, double[]> outputs = runner.run(step.model(), inputs);
        Map<String, double[]> sums = new LinkedHashMap<>();
        step.parameters().forEach(name -> sums.put(name, outputs.get(StepGraph.gradientSum(name))));
        return new Result(outputs.get(StepGraph.LOSSES), outputs.get(StepGraph.NORMS), new Gradient(sums));
    }

    /** What a step gives; norms are null without clipping. */
    static final class Result {
        private final double[] losses;
        private final double[] norms;
        private final Gradient sum;

        private Result(double[] losses, double[] norms, Gradient sum) {
            this.losses = losses;
            this.norms = norms;
            this.sum = sum;
        }

        double[] losses() {
            return losses;
        }

        double[] norms() {
            return norms;
        }

        Gradient sum() {
            return sum;
        }
    }
}
