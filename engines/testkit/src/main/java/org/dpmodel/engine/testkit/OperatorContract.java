package org.dpmodel.engine.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashSet;
import java.util.Set;
import java.util.stream.Stream;
import org.dpmodel.engine.CompiledGraph;
import org.dpmodel.engine.EngineException;
import org.dpmodel.engine.ExecutionOptions;
import org.dpmodel.engine.HostTensor;
import org.dpmodel.engine.Tensors;
import org.dpmodel.graph.reference.OperatorCase;
import org.dpmodel.graph.reference.OperatorCases;
import org.dpmodel.graph.reference.ReferenceTensor;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Every operator in every configuration equals the reference interpreter. */
abstract class OperatorContract {
    private static final ExecutionOptions OPTIONS = ExecutionOptions.defaults().withThreads(2);

    abstract EngineContract contract();

    @TestFactory
    Stream<DynamicTest> everyOperatorEqualsTheReference() {
        Set<String> refused = contract().refusedOperatorCases();
        return OperatorCases.all().stream()
                .map(configuration -> refused.contains(configuration.name())
                        ? DynamicTest.dynamicTest(configuration + " is refused", () -> assertRefused(configuration))
                        : DynamicTest.dynamicTest(configuration.name(), () -> assertEqual(configuration)));
    }

    @Test
    void refusedCasesExist() {
        Set<String> unknown = new HashSet<>(contract().refusedOperatorCases());
        OperatorCases.all().forEach(configuration -> unknown.remove(configuration.name()));
        assertTrue(unknown.isEmpty(), () -> "no such operator cases: " + unknown);
    }

    private void assertEqual(OperatorCase configuration) {
        try (CompiledGraph graph = contract().device().compile(contract().model(configuration), OPTIONS)) {
            Tensors outputs = run(graph, configuration);
            configuration
                    .expected()
                    .forEach((name, expected) -> assertClose(
                            name, expected, outputs.get(name), contract().tolerance()));
        }
    }

    private void assertRefused(OperatorCase configuration) {
        assertThrows(EngineException.class, () -> {
            try (CompiledGraph graph = contract().device().compile(contract().model(configuration), OPTIONS)) {
                run(graph, configuration);
            }
        });
    }

    private static Tensors run(CompiledGraph graph, OperatorCase configuration) {
        Tensors inputs = Tensors.allocate(graph.inputs());
        Tensors outputs = Tensors.allocate(graph.outputs());
        configuration.inputs().forEach((name, tensor) -> HostTensors.write(tensor, inputs.get(name)));
        graph.run(inputs, outputs);
        return outputs;
    }

    private static void assertClose(String name, ReferenceTensor expected, HostTensor actual, double tolerance) {
        double[] wanted = expected.toDoubles();
        double[] found = HostTensors.toDoubles(actual);
        boolean exact = !HostTensors.isReal(expected.type());
        assertEquals(expected.type(), actual.type(), name);
        for (int i = 0; i < wanted.length; i++) {
            int index = i;
            double allowed = exact ? 0 : tolerance * Math.max(1, Math.abs(wanted[i]));
            assertEquals(wanted[i], found[i], allowed, () -> name + ", element " + index);
        }
    }
}
