package org.dpmodel.training;

import java.nio.FloatBuffer;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.dpmodel.data.Dataset;
import org.dpmodel.engine.EngineException;
import org.dpmodel.graph.step.StepGraph;

/**
 * Takes its share of each batch through step graphs of its own. A unit whose gradient is not finite contributes nothing.
 * For one thread at a time; close it.
 */
final class GradientWorker implements AutoCloseable {
    /** Sizes of batches vary little, so few graphs are in use; older ones are closed to bound memory. */
    private static final int MOST_GRAPHS = 6;

    private final StepSettings settings;
    private final PhysicalBatches sizes;
    private final Parameters parameters;
    private final Map<Integer, StepRunner> runners = new LinkedHashMap<>(16, 0.75f, true);
    private final float[][] part;

    GradientWorker(StepSettings settings, Parameters parameters) {
        this.settings = settings;
        this.sizes = settings.sizes();
        this.parameters = parameters;
        this.part = parameters.zeros();
    }

    /** Compiles the step graph of a share. */
    void prepare(int examples) {
        sizes.chunks(examples).forEach(count -> runner(sizes.sizeFor(count)));
    }

    /**
     * Sums the clipped gradients of some of the drawn examples.
     *
     * @param clippingNorm the clipping norm; NaN if nothing is clipped
     */
    PartialSum sum(Dataset dataset, int[] drawn, int from, int examples, float clippingNorm) {
        PartialSum sum = new PartialSum(parameters.zeros(), new Tally(settings.unitSize()));
        int position = from;
        for (int count : sizes.chunks(examples)) {
            StepRunner runner = runner(sizes.sizeFor(count));
            runner.load(dataset, drawn, position, count);
            if (settings.clipping().isPresent()) {
                runner.clippingNorm(clippingNorm);
            }
            runner.run();
            addTo(sum, runner, count, clippingNorm);
            position += count;
        }
        return sum;
    }

    private void addTo(PartialSum sum, StepRunner runner, int count, float clippingNorm) {
        boolean clipped = settings.clipping().isPresent();
        Set<Integer> leftOut = clipped ? leaveOutNonFinite(runner, count) : Set.of();
        if (readSums(runner)) {
            PartialSum.add(sum.sums(), part);
        } else if (clipped) {
            // Dropping the whole batch would move the sum by more than one unit's share.
            throw new EngineException(
                    "device " + settings.device() + " gives infinite sums of clipped gradients although"
                            + " all norms are finite: the device computes wrongly, use another one");
        } else {
            leftOut = allUnits(count);
        }
        sum.tally().count(runner, count, clippingNorm, leftOut);
    }

    /** Finds units by their norms, and runs the batch again without them; their rows are zero then. */
    private Set<Integer> leaveOutNonFinite(StepRunner runner, int examples) {
        FloatBuffer norms = runner.floats(StepGraph.NORMS);
        Set<Integer> leftOut = new TreeSet<>();
        for (int unit = 0; unit < examples / settings.unitSize(); unit++) {
            if (!Float.isFinite(norms.get(unit))) {
                leftOut.add(unit);
            }
        }
        if (!leftOut.isEmpty()) {
            leftOut.forEach(runner::leaveOut);
            runner.run();
        }
        return leftOut;
    }

    private Set<Integer> allUnits(int examples) {
        return IntStream.range(0, examples / settings.unitSize()).boxed().collect(Collectors.toSet());
    }

    /** Copies the graph's sums; returns whether all of them are finite. */
    private boolean readSums(StepRunner runner) {
        String[] names = parameters.names();
        boolean finite = true;
        for (int i = 0; i < names.length; i++) {
            runner.floats(StepGraph.gradientSum(names[i])).get(part[i]);
            for (float value : part[i]) {
                finite &= Float.isFinite(value);
            }
        }
        return finite;
    }

    private StepRunner runner(int size) {
        StepRunner known = runners.get(size);
        if (known != null) {
            return known;
        }
        if (runners.size() >= MOST_GRAPHS) {
            Iterator<StepRunner> oldest = runners.values().iterator();
            oldest.next().close();
            oldest.remove();
        }
        StepRunner fresh = new StepRunner(
                settings.compile(size), settings.device(), settings.workerExecution(), parameters.tensors());
        runners.put(size, fresh);
        return fresh;
    }

    @Override
    public void close() {
        runners.values().forEach(StepRunner::close);
        runners.clear();
    }
}
