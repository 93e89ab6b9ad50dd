package org.dpmodel.engine.testkit;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.dpmodel.engine.CompiledGraph;
import org.dpmodel.engine.EngineDevice;
import org.dpmodel.engine.ExecutionOptions;
import org.dpmodel.engine.HostTensor;
import org.dpmodel.engine.Tensors;
import org.dpmodel.graph.OnnxModel;
import org.dpmodel.graph.TensorType;
import org.junit.jupiter.api.Test;

/** Runs read what was last written, write in place, and do not disturb each other. */
abstract class ExecutionContract {
    private static final ExecutionOptions OPTIONS = ExecutionOptions.defaults().withThreads(2);

    abstract EngineDevice device();

    @Test
    void inputsAndOutputsAreThoseOfTheModel() {
        OnnxModel model = SampleGraphs.layers(2, 3);
        try (CompiledGraph graph = device().compile(model, OPTIONS)) {
            assertEquals(model.graph().inputs(), graph.inputs());
            assertEquals(model.graph().outputs(), graph.outputs());
        }
    }

    @Test
    void writesBetweenRunsAreSeen() {
        try (CompiledGraph graph = device().compile(SampleGraphs.scaling("writes", 3), OPTIONS)) {
            Tensors inputs = Tensors.allocate(graph.inputs());
            Tensors outputs = Tensors.allocate(graph.outputs());
            inputs.get("x").floats().put(new float[] {1, 2, 3});
            for (float factor : new float[] {2, -1, 0.5f, 2}) {
                inputs.get("factor").floats().put(0, factor);
                inputs.get("x").floats().put(1, 10 * factor);
                graph.run(inputs, outputs);
                assertElements(outputs.get("y"), factor, 10 * factor * factor, 3 * factor);
            }
        }
    }

    @Test
    void memoryOfTheCallerIsUsedInPlace() {
        ByteBuffer memory = ByteBuffer.allocateDirect(32).order(ByteOrder.nativeOrder());
        HostTensor x = HostTensor.wrap(TensorType.floats(3), memory.slice(4, 12).order(ByteOrder.nativeOrder()));
        HostTensor y =
                HostTensor.wrap(TensorType.floats(3), memory.slice(16, 12).order(ByteOrder.nativeOrder()));
        HostTensor factor = HostTensor.allocate(TensorType.floats(1));
        try (CompiledGraph graph = device().compile(SampleGraphs.scaling("wrapped", 3), OPTIONS)) {
            memory.putFloat(0, -7).putFloat(4, 1).putFloat(8, 2).putFloat(12, 3).putFloat(28, -7);
            factor.floats().put(0, 4);
            graph.run(Tensors.of(Map.of("x", x, "factor", factor)), Tensors.of(Map.of("y", y)));
            assertElements(y, 4, 8, 12);
            assertEquals(-7, memory.getFloat(0));
            assertEquals(-7, memory.getFloat(28));
        }
    }

    @Test
    void repeatedRunsGiveTheSameBits() {
        try (CompiledGraph graph = device().compile(SampleGraphs.layers(64, 128), OPTIONS)) {
            Tensors inputs = Tensors.allocate(graph.inputs());
            Tensors outputs = Tensors.allocate(graph.outputs());
            Tensors others = Tensors.allocate(graph.outputs());
            fill(inputs, 1);
            graph.run(inputs, outputs);
            for (int i = 0; i < 20; i++) {
                graph.run(inputs, others);
                assertEquals(outputs.get("y").bytes(), others.get("y").bytes());
            }
        }
    }

    @Test
    void anyNumberOfTensorSetsIsServed() {
        try (CompiledGraph graph = device().compile(SampleGraphs.scaling("sets", 1), OPTIONS)) {
            List<Tensors> inputs = new ArrayList<>();
            List<Tensors> outputs = new ArrayList<>();
            for (int i = 0; i < 40; i++) {
                inputs.add(Tensors.allocate(graph.inputs()));
                outputs.add(Tensors.allocate(graph.outputs()));
                inputs.get(i).get("x").floats().put(0, i);
            }
            for (int round = 1; round <= 3; round++) {
                for (int i = 0; i < inputs.size(); i++) {
                    int shuffled = i * 7 % inputs.size();
                    inputs.get(shuffled).get("factor").floats().put(0, round);
                    graph.run(inputs.get(shuffled), outputs.get(shuffled));
                }
                for (int i = 0; i < inputs.size(); i++) {
                    assertElements(outputs.get(i).get("y"), i * round);
                }
            }
        }
    }

    @Test
    void graphsShareTensorsAndOutliveEachOther() {
        HostTensor shared = HostTensor.allocate(TensorType.floats(2));
        HostTensor two = HostTensor.allocate(TensorType.floats(1));
        HostTensor three = HostTensor.allocate(TensorType.floats(1));
        shared.floats().put(new float[] {1, -1});
        two.floats().put(0, 2);
        three.floats().put(0, 3);
        Tensors doubled = Tensors.of(Map.of("y", HostTensor.allocate(TensorType.floats(2))));
        Tensors tripled = Tensors.of(Map.of("y", HostTensor.allocate(TensorType.floats(2))));
        try (CompiledGraph second = device().compile(SampleGraphs.scaling("second", 2), OPTIONS)) {
            try (CompiledGraph first = device().compile(SampleGraphs.scaling("first", 2), OPTIONS)) {
                first.run(Tensors.of(Map.of("x", shared, "factor", two)), doubled);
                second.run(Tensors.of(Map.of("x", shared, "factor", three)), tripled);
            }
            assertElements(doubled.get("y"), 2, -2);
            assertElements(tripled.get("y"), 3, -3);
            second.run(Tensors.of(Map.of("x", doubled.get("y"), "factor", three)), tripled);
            assertElements(tripled.get("y"), 6, -6);
        }
    }

    private static void assertElements(HostTensor tensor, float... expected) {
        float[] found = new float[expected.length];
        tensor.floats().get(found);
        assertArrayEquals(expected, found);
    }

    static void fill(Tensors tensors, long seed) {
        Random random = new Random(seed);
        for (HostTensor tensor : tensors.asMap().values()) {
            for (int i = 0; i < tensor.floats().capacity(); i++) {
                tensor.floats().put(i, (float) random.nextGaussian());
            }
        }
    }
}
