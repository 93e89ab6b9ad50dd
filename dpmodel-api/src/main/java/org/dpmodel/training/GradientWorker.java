package org.dpmodel.training;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.IntSupplier;
import java.util.stream.IntStream;
import org.dpmodel.data.Dataset;
import org.dpmodel.graph.step.StepGraph;

/**
 * Runs its chunks of each batch through its own step graphs. A unit with a value that is not finite contributes nothing.
 * For one thread at a time; close it.
 */
final class GradientWorker implements AutoCloseable {
    private final StepSettings settings;
    private final Parameters parameters;
    private final Map<Integer, StepRunner> runners = new HashMap<>();
    private final Optional<LoneUnits> loneUnits;
    private final GridSum sums;
    private StepForm form;

    /**
     * A worker.
     *
     * @param sums the sums that it adds to, which other workers may share if sums are on a grid
     */
    GradientWorker(StepSettings settings, Parameters parameters, GridSum sums) {
        this.settings = settings;
        this.parameters = parameters;
        this.loneUnits = settings.clipping().map(mechanism -> new LoneUnits(settings, parameters));
        this.sums = sums;
    }

    /** Sets the form that it computes in from now on. */
    void use(StepForm chosen) {
        if (!chosen.equals(form)) {
            close();
            form = chosen;
        }
    }

    /**
     * Adds the clipped gradients of some chunks of the drawn examples to the sums.
     *
     * @param chunks the number of examples in each chunk
     * @param next the index of the chunk to take next; there is none after the last
     * @param tallies count the units of each chunk
     * @param clippingNorm the clipping norm, a float32 number; empty if nothing is clipped
     * @param masks what is dropped from each example
     */
    void add(
            Dataset dataset,
            int[] drawn,
            List<Integer> chunks,
            IntSupplier next,
            List<Tally> tallies,
            OptionalDouble clippingNorm,
            DropoutMasks masks) {
        for (int chunk = next.getAsInt(); chunk < chunks.size(); chunk = next.getAsInt()) {
            int from = chunk * form.sizes().largest();
            int examples = chunks.get(chunk);
            PartialSum sum = new PartialSum(sums, tallies.get(chunk));
            StepRunner runner = runner(form.sizes().sizeFor(examples));
            Set<Integer> leftOut = runner.load(dataset, drawn, from, examples, masks);
            if (clippingNorm.isPresent()) {
                float norm = (float) clippingNorm.getAsDouble();
                addClipped(sum, runner, examples, norm, leftOut).forEach(unit -> {
                    int position = from + unit * settings.unitSize();
                    loneUnits.orElseThrow().addTo(sum, dataset, drawn, position, norm, masks);
                });
            } else {
                addUnclipped(sum, runner, examples, leftOut);
            }
        }
    }

    /** Returns the units that still have to be computed alone. */
    private Set<Integer> addClipped(
            PartialSum sum, StepRunner runner, int examples, float clippingNorm, Set<Integer> leftOut) {
        runner.clippingNorm(clippingNorm);
        runner.run();
        Set<Integer> alone = setApart(runner, examples, leftOut);
        Set<Integer> unused = new TreeSet<>(alone);
        unused.addAll(leftOut);
        if (makeFinite(runner, examples, unused)) {
            tally(sum.tally(), runner, examples, clippingNorm, leftOut, alone);
            addSums(runner);
        } else {
            leftOut.forEach(unit -> sum.tally().countNonFinite());
        }
        return alone;
    }

    /** Without clipping, one example that is not finite spoils its whole chunk. */
    private void addUnclipped(PartialSum sum, StepRunner runner, int examples, Set<Integer> leftOut) {
        runner.run();
        boolean finite = areFinite(runner);
        if (!finite && runner.fillUnused(examples, leftOut)) {
            runner.run();
            finite = areFinite(runner);
        }
        if (finite) {
            addSums(runner);
        } else {
            addAllUnits(leftOut, examples);
        }
        for (int unit = 0; unit < examples / settings.unitSize(); unit++) {
            if (leftOut.contains(unit)) {
                sum.tally().countNonFinite();
            } else {
                sum.tally().count(runner.loss(unit));
            }
        }
    }

    /** Removes units whose norm is not finite, by turning their rows into padding, and runs the others again. */
    private Set<Integer> setApart(StepRunner runner, int examples, Set<Integer> leftOut) {
        Set<Integer> alone = new TreeSet<>();
        for (int unit = 0; unit < examples / settings.unitSize(); unit++) {
            if (!leftOut.contains(unit) && !runner.isFinite(unit)) {
                alone.add(unit);
            }
        }
        if (!alone.isEmpty()) {
            alone.forEach(runner::leaveOut);
            runner.run();
        }
        return alone;
    }

    /** Makes rows with weight zero finite, since zero times infinity is not zero. False if no unit is finite. */
    private boolean makeFinite(StepRunner runner, int examples, Set<Integer> leftOut) {
        int units = runner.step().units().count();
        boolean finite = IntStream.range(0, units).allMatch(runner::isFinite);
        if (!finite && runner.fillUnused(examples, leftOut)) {
            runner.run();
            finite = true;
        }
        return finite;
    }

    private void addAllUnits(Set<Integer> units, int examples) {
        for (int unit = 0; unit < examples / settings.unitSize(); unit++) {
            units.add(unit);
        }
    }

    private void tally(
            Tally tally,
            StepRunner runner,
            int examples,
            float clippingNorm,
            Set<Integer> leftOut,
            Set<Integer> alone) {
        for (int unit = 0; unit < examples / settings.unitSize(); unit++) {
            if (leftOut.contains(unit)) {
                tally.countNonFinite();
            } else if (!alone.contains(unit)) {
                tally.count(runner.loss(unit), runner.floats(StepGraph.NORMS).get(unit), clippingNorm);
            }
        }
    }

    private boolean areFinite(StepRunner runner) {
        return Arrays.stream(parameters.names()).allMatch(name -> Parameters.areFinite(runner.gradientSum(name)));
    }

    private void addSums(StepRunner runner) {
        String[] names = parameters.names();
        for (int i = 0; i < names.length; i++) {
            sums.add(i, runner.gradientSum(names[i]));
        }
    }

    /** The graph of a size, compiled on first use. */
    StepRunner runner(int size) {
        return runners.computeIfAbsent(
                size,
                fresh -> new StepRunner(
                        settings.compile(form.target(), fresh),
                        settings.device(),
                        settings.workerExecution(),
                        parameters.tensors()));
    }

    @Override
    public void close() {
        runners.values().forEach(StepRunner::close);
        runners.clear();
        loneUnits.ifPresent(LoneUnits::close);
    }
}
