package org.dpmodel.engine.testkit;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.dpmodel.engine.CompiledGraph;
import org.dpmodel.engine.EngineDevice;
import org.dpmodel.engine.ExecutionOptions;
import org.dpmodel.engine.Tensors;
import org.dpmodel.graph.lowering.GraphTarget;
import org.dpmodel.graph.step.StepGraph;

/**
 * Compares the steps of two targets on one device that runs both: the same numbers computed by different nodes. Elements
 * may differ by 1e-5 of the largest one of their output. Thread-safe if the device is.
 *
 * @param device where both run
 * @param reference the target that is assumed to be correct
 * @param tested the target that has to equal it
 */
public record TargetComparison(EngineDevice device, GraphTarget reference, GraphTarget tested) {
    /** Two blocks of rows. */
    private static final int EXAMPLES = 32;

    private static final double TOLERANCE = 1e-5;

    /**
     * Runs a step on random data, compiled for either target; some units are clipped and some are not.
     *
     * @param step the step
     * @return a description of the first difference; empty if there is none
     */
    public Optional<String> firstDifference(ModelStep step) {
        double clippingNorm = clippingNorm(step);
        Map<String, double[]> expected = run(step, reference, clippingNorm);
        Map<String, double[]> found = run(step, tested, clippingNorm);
        if (!expected.keySet().equals(found.keySet())) {
            return Optional.of("outputs " + found.keySet() + ", expected " + expected.keySet());
        }
        return expected.entrySet().stream()
                .flatMap(output -> difference(output.getKey(), output.getValue(), found.get(output.getKey())).stream())
                .findFirst();
    }

    private static Optional<String> difference(String output, double[] expected, double[] found) {
        if (expected.length != found.length) {
            return Optional.of(output + " has " + found.length + " elements, expected " + expected.length);
        }
        double allowed =
                TOLERANCE * Arrays.stream(expected).map(Math::abs).max().orElse(0);
        for (int i = 0; i < expected.length; i++) {
            // NaN is not equal to anything.
            if (!(Math.abs(expected[i] - found[i]) <= allowed)) {
                return Optional.of(output + ", element " + i + ": " + found[i] + ", expected " + expected[i]);
            }
        }
        return Optional.empty();
    }

    /** The middle of the norms. */
    private double clippingNorm(ModelStep step) {
        if (step.clipping().isEmpty()) {
            return Double.NaN;
        }
        double[] norms = run(step, reference, 1).get(StepGraph.NORMS);
        Arrays.sort(norms);
        return norms[norms.length / 2];
    }

    private Map<String, double[]> run(ModelStep step, GraphTarget target, double clippingNorm) {
        StepGraph graph = step.compile(target, EXAMPLES);
        ExecutionOptions options = ExecutionOptions.defaults().withThreads(2);
        try (CompiledGraph compiled = device.compile(graph.model(), options)) {
            Tensors inputs = Tensors.allocate(compiled.inputs());
            Tensors outputs = Tensors.allocate(compiled.outputs());
            step.inputs(graph, clippingNorm).forEach((name, tensor) -> HostTensors.write(tensor, inputs.get(name)));
            compiled.run(inputs, outputs);
            Map<String, double[]> results = new LinkedHashMap<>();
            outputs.asMap().forEach((name, tensor) -> results.put(name, HostTensors.toDoubles(tensor)));
            return results;
        }
    }
}
