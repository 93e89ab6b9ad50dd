package org.dpmodel.engine.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.dpmodel.engine.CompiledGraph;
import org.dpmodel.engine.ExecutionOptions;
import org.dpmodel.engine.HostTensor;
import org.dpmodel.engine.Tensors;
import org.dpmodel.graph.clipping.FlatClipping;
import org.dpmodel.graph.lowering.GraphTarget;
import org.dpmodel.graph.reference.ReferenceInterpreter;
import org.dpmodel.graph.reference.ReferenceTensor;
import org.dpmodel.graph.step.StepGraph;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Training steps, compiled for the device's own target, give the same gradients as one example at a time. */
abstract class StepContract {
    private static final ExecutionOptions OPTIONS = ExecutionOptions.defaults().withThreads(2);

    abstract EngineContract contract();

    @TestFactory
    Stream<DynamicTest> clippedSumsAreThoseOfSingleExamples() {
        return StepProblem.all().stream()
                .map(problem -> DynamicTest.dynamicTest(problem.name(), () -> assertClippedSums(problem)));
    }

    private void assertClippedSums(StepProblem problem) {
        GraphTarget target = contract().device().graphTarget();
        StepGraph step = problem.compile(target, Optional.of(new FlatClipping()));
        StepProblem.Answer answer = problem.answer();
        Map<String, ReferenceTensor> feeds = problem.inputs(step, answer.clippingNorm());
        try (CompiledGraph graph = contract().device().compile(step.model(), OPTIONS)) {
            Tensors inputs = Tensors.allocate(graph.inputs());
            Tensors outputs = Tensors.allocate(graph.outputs());
            feeds.forEach((name, tensor) -> HostTensors.write(tensor, inputs.get(name)));
            graph.run(inputs, outputs);
            answer.sums().forEach((name, sum) -> assertClose(name, sum, outputs.get(name)));
            new ReferenceInterpreter(step.model().graph())
                    .run(feeds)
                    .forEach((name, tensor) -> assertClose(name, tensor.toDoubles(), outputs.get(name)));
        }
    }

    /** Sums of a few thousand products have ten times the rounding error of single operators, relative to the largest element. */
    private void assertClose(String name, double[] expected, HostTensor actual) {
        double largest = Arrays.stream(expected).map(Math::abs).max().orElse(0);
        double allowed = 10 * contract().tolerance() * largest;
        double[] found = HostTensors.toDoubles(actual);
        assertEquals(expected.length, found.length, name);
        for (int i = 0; i < expected.length; i++) {
            int index = i;
            assertEquals(expected[i], found[i], allowed, () -> name + ", element " + index);
        }
    }
}
