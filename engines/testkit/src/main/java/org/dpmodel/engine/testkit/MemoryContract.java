package org.dpmodel.engine.testkit;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicInteger;
import org.dpmodel.engine.CompiledGraph;
import org.dpmodel.engine.DeviceKind;
import org.dpmodel.engine.EngineDevice;
import org.dpmodel.engine.EngineException;
import org.dpmodel.engine.ExecutionOptions;
import org.dpmodel.engine.Tensors;
import org.dpmodel.graph.OnnxModel;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Native memory does not grow with the number of runs or of graphs closed, nor of runs and compilations that fail. The bound on growth is a quarter of what would
 * be lost if the smallest tensor of a run, or the kept constant of a graph, leaked each time: far above the remaining
 * growth of the Java heap and compiled code after settling, far below any leak of tensors.
 */
abstract class MemoryContract {
    private static final ExecutionOptions OPTIONS = ExecutionOptions.defaults().withThreads(2);

    abstract EngineDevice device();

    abstract ContractSize size();

    @BeforeEach
    void residentMemoryIsKnown() {
        boolean known = ResidentMemory.bytes().isPresent();
        if (!known) {
            System.err.println("SKIPPED: native memory of " + device() + " is not tested, since this system has no"
                    + " /proc/self/status");
        }
        assumeTrue(known, "this system does not report the resident set size");
    }

    @Test
    void manyRunsKeepNativeMemoryFlat() {
        int runs = size().runs();
        size().report(device(), "2,000 runs of one graph but for " + runs);
        try (CompiledGraph graph = device().compile(size().repeatedGraph(), OPTIONS)) {
            Tensors inputs = Tensors.allocate(graph.inputs());
            Tensors outputs = Tensors.allocate(graph.outputs());
            ExecutionContract.fill(inputs, 1);
            long smallest = graph.outputs().get(0).type().bytes();
            OptionalLong growth = ResidentMemory.growth(300, runs, () -> graph.run(inputs, outputs));
            assertFlat(growth, runs * smallest);
        }
    }

    /** Host tensors are freed only by the garbage collector, so they are created before. */
    @Test
    void moreTensorSetsThanAnEngineKeepsLeaveNativeMemoryFlat() {
        int runs = size().runs();
        size().report(device(), "2,000 runs with 40 sets of tensors but for " + runs);
        long size = 16 * 1024;
        try (CompiledGraph graph = device().compile(SampleGraphs.scaling("many_sets", size), OPTIONS)) {
            List<Tensors> inputs = new ArrayList<>();
            List<Tensors> outputs = new ArrayList<>();
            for (int i = 0; i < 40; i++) {
                inputs.add(Tensors.allocate(graph.inputs()));
                outputs.add(Tensors.allocate(graph.outputs()));
            }
            AtomicInteger turn = new AtomicInteger();
            OptionalLong growth = ResidentMemory.growth(300, runs, () -> {
                int set = turn.getAndIncrement() % inputs.size();
                graph.run(inputs.get(set), outputs.get(set));
            });
            assertFlat(growth, runs * size * Float.BYTES);
        }
    }

    @Test
    void closedGraphsGiveTheirMemoryBack() {
        int graphs = 60;
        long size = size().keptElements();
        size().report(
                        device(),
                        "constants of 4 MiB in graphs that are closed but for " + size * Float.BYTES + " bytes");
        OnnxModel model = SampleGraphs.keepingZeros(size);
        Tensors inputs = Tensors.allocate(model.graph().inputs());
        Tensors outputs = Tensors.allocate(model.graph().outputs());
        OptionalLong growth = ResidentMemory.growth(20, graphs, () -> {
            try (CompiledGraph graph = device().compile(model, OPTIONS)) {
                graph.run(inputs, outputs);
            }
        });
        assertFlat(growth, graphs * size * Float.BYTES);
    }

    @Test
    void graphsThatCannotBeCompiledLeaveNativeMemoryFlat() {
        int graphs = 60;
        OnnxModel model = SampleGraphs.unknownOperator(size().keptElements());
        OptionalLong growth = ResidentMemory.growth(
                20, graphs, () -> assertThrows(EngineException.class, () -> device().compile(model, OPTIONS)));
        assertFlat(growth, (long) graphs * size().keptElements() * Float.BYTES);
    }

    /** Kernels of accelerators do not check places. */
    @Test
    void runsThatFailLeaveNativeMemoryFlat() {
        boolean checked = device().device().kind() == DeviceKind.CPU;
        if (!checked) {
            System.err.println(
                    "SKIPPED: runs that fail on " + device() + ", whose kernels do not check what they read");
        }
        assumeTrue(checked, "kernels of processors check what they read");
        int runs = size().runs();
        long size = 16 * 1024;
        try (CompiledGraph graph = device().compile(SampleGraphs.picking(size), OPTIONS)) {
            Tensors inputs = Tensors.allocate(graph.inputs());
            Tensors outputs = Tensors.allocate(graph.outputs());
            inputs.get("place").floats().put(0, (float) size);
            OptionalLong growth = ResidentMemory.growth(
                    300, runs, () -> assertThrows(EngineException.class, () -> graph.run(inputs, outputs)));
            assertFlat(growth, runs * size * Float.BYTES);
        }
    }

    private void assertFlat(OptionalLong growth, long leak) {
        long grown = growth.orElseThrow();
        assertTrue(
                grown < leak / 4,
                () -> "resident memory on " + device() + " grew by " + grown / 1024 + " KiB; a leak would be "
                        + leak / 1024
                        + " KiB. The Java heap counts too: -Xms1g -Xmx1g -XX:+AlwaysPreTouch leaves it out");
    }
}
