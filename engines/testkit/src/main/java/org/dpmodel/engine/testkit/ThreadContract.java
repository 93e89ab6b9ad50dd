package org.dpmodel.engine.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.dpmodel.engine.CompiledGraph;
import org.dpmodel.engine.EngineDevice;
import org.dpmodel.engine.ExecutionOptions;
import org.dpmodel.engine.Tensors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Different graphs run in parallel; one graph runs in one thread at a time; a closed graph stays closed. */
@Timeout(value = 60, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
abstract class ThreadContract {
    private static final ExecutionOptions OPTIONS = ExecutionOptions.defaults().withThreads(1);

    abstract EngineDevice device();

    abstract ContractSize size();

    @Test
    void twoGraphsRunSideBySide() throws InterruptedException, ExecutionException {
        List<Callable<Boolean>> jobs = new ArrayList<>();
        for (int job = 1; job <= 2; job++) {
            float factor = job;
            jobs.add(() -> runsRight(factor));
        }
        ExecutorService pool = Executors.newFixedThreadPool(jobs.size());
        try {
            for (Future<Boolean> done : pool.invokeAll(jobs)) {
                assertTrue(done.get());
            }
        } finally {
            pool.shutdownNow();
        }
    }

    private boolean runsRight(float factor) {
        try (CompiledGraph graph = device().compile(SampleGraphs.scaling("side_by_side", 1000), OPTIONS)) {
            Tensors inputs = Tensors.allocate(graph.inputs());
            Tensors outputs = Tensors.allocate(graph.outputs());
            inputs.get("factor").floats().put(0, factor);
            for (int i = 0; i < 300; i++) {
                inputs.get("x").floats().put(999, i);
                graph.run(inputs, outputs);
                assertEquals(i * factor, outputs.get("y").floats().get(999));
            }
            return true;
        }
    }

    /** One thread runs without pause until another one has been refused. */
    @Test
    void aSecondThreadIsTurnedAwayFromABusyGraph() throws InterruptedException, ExecutionException {
        AtomicBoolean enough = new AtomicBoolean();
        ExecutorService pool = Executors.newSingleThreadExecutor();
        try (CompiledGraph graph = device().compile(size().busyGraph(), OPTIONS)) {
            Future<Integer> busy = pool.submit(() -> runUntil(graph, enough));
            Tensors inputs = Tensors.allocate(graph.inputs());
            Tensors outputs = Tensors.allocate(graph.outputs());
            String refusal = null;
            while (refusal == null && !busy.isDone()) {
                refusal = refusal(() -> graph.run(inputs, outputs));
            }
            String refusalToClose = refusal(graph::close);
            enough.set(true);
            assertTrue(busy.get() > 0);
            assertNotNull(refusal);
            assertTrue(refusal.contains("another thread"), refusal);
            // The close may have come between two runs, in which case it rightly succeeded.
            assertTrue(refusalToClose == null || refusalToClose.contains("another thread"), refusalToClose);
        } finally {
            enough.set(true);
            pool.shutdownNow();
        }
    }

    private static String refusal(Runnable action) {
        try {
            action.run();
            return null;
        } catch (IllegalStateException e) {
            return e.getMessage();
        }
    }

    private static int runUntil(CompiledGraph graph, AtomicBoolean enough) {
        Tensors inputs = Tensors.allocate(graph.inputs());
        Tensors outputs = Tensors.allocate(graph.outputs());
        int runs = 0;
        while (!enough.get()) {
            try {
                graph.run(inputs, outputs);
                runs++;
            } catch (IllegalStateException turnedAway) {
                Thread.onSpinWait();
            }
        }
        return runs;
    }

    @Test
    void whatIsClosedStaysClosed() {
        CompiledGraph graph = device().compile(SampleGraphs.scaling("closed", 1), OPTIONS);
        Tensors inputs = Tensors.allocate(graph.inputs());
        Tensors outputs = Tensors.allocate(graph.outputs());
        graph.run(inputs, outputs);
        graph.close();
        graph.close();
        IllegalStateException error = assertThrows(IllegalStateException.class, () -> graph.run(inputs, outputs));
        assertTrue(error.getMessage().contains("closed"), error.getMessage());
    }

    @Test
    void aGraphIsClosedByAnotherThreadThanItsMaker() throws InterruptedException {
        CompiledGraph graph = device().compile(SampleGraphs.scaling("handed_over", 1), OPTIONS);
        Thread other = new Thread(() -> {
            graph.run(Tensors.allocate(graph.inputs()), Tensors.allocate(graph.outputs()));
            graph.close();
        });
        other.start();
        other.join();
        assertThrows(
                IllegalStateException.class,
                () -> graph.run(Tensors.allocate(graph.inputs()), Tensors.allocate(graph.outputs())));
    }
}
