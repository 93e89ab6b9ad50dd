package org.dpmodel.training;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.dpmodel.engine.DeviceKind;
import org.dpmodel.engine.EngineException;
import org.dpmodel.validation.Sha256;

/**
 * Selects the fastest form of a step in which the row probe sees no difference between rows. If there is none, a CPU
 * refuses to train unless the user accepts it; an accelerator, whose forms have not been measured yet, continues. In both
 * cases there is a caveat in the ledger and in every statement.
 */
final class FormChoice {
    private static final System.Logger LOG = System.getLogger(GradientComputer.class.getName());

    /** With these, activations saturate, and layers that attenuate a difference with ordinary weights no longer do. */
    private static final double LARGE_GAIN = 8;

    /** The smallest number of different values to compare, over all draws of parameters. */
    private static final int FEWEST_DIFFERENT = 32;

    private static final int MOST_DRAWS = 32;

    /** Runs tasks in parallel and waits for all. */
    @FunctionalInterface
    interface Parallel {
        /** The results, in order. */
        List<Optional<String>> run(List<Callable<Optional<String>>> tasks);
    }

    private final StepSettings settings;
    private final Parameters parameters;
    /** Where the parameters are kept while others are tried: large networks have no room for a copy of their own. */
    private final GridSum memory;

    private final List<String> differences = new ArrayList<>();
    private Optional<String> caveat = Optional.empty();
    private final MessageDigest seen = Sha256.digest();
    private String fingerprint = "";

    /**
     * A choice that has not been made.
     *
     * @param memory sums that are not used yet
     */
    FormChoice(StepSettings settings, Parameters parameters, GridSum memory) {
        this.settings = settings;
        this.parameters = parameters;
        this.memory = memory;
    }

    /** What statements must say about the chosen form. */
    Optional<String> caveat() {
        return caveat;
    }

    /** A digest of the bits that the probe saw in the chosen form, and of what statements must say about it. */
    String fingerprint() {
        return fingerprint;
    }

    /** What the row probe saw in the fastest form. */
    Optional<String> firstDifference() {
        return differences.stream().findFirst();
    }

    StepForm choose(List<GradientWorker> workers, Parallel parallel) {
        StepForm form = chooseForm(workers, parallel);
        seen.update(form.toString().getBytes(StandardCharsets.UTF_8));
        // The bits that were seen may be equal although only one device's rows differ; its caveat makes its digest
        // differ.
        seen.update(caveat.orElse("").getBytes(StandardCharsets.UTF_8));
        fingerprint = HexFormat.of().formatHex(seen.digest());
        return form;
    }

    private StepForm chooseForm(List<GradientWorker> workers, Parallel parallel) {
        List<StepForm> forms = settings.forms();
        if (settings.clipping().isEmpty()) {
            return forms.get(0);
        }
        boolean accepted = settings.execution().acceptsRowDependence()
                || settings.device().device().kind() != DeviceKind.CPU;
        for (StepForm form : accepted ? forms.subList(0, 1) : forms) {
            seen.reset();
            workers.forEach(worker -> worker.use(form));
            Optional<String> difference = probe(form, workers, parallel);
            if (difference.isEmpty()) {
                warnIfSlow(form);
                return form;
            }
            differences.add(form + ": " + difference.get());
        }
        if (accepted) {
            caveat = Optional.of(
                    "on device " + settings.device() + " the gradient of an example depends on its row in the batch "
                            + "(" + differences.get(0)
                            + "), so one added example can move the sum by more than the clipping norm: epsilon is "
                            + "not proven for this run");
            return forms.get(0);
        }
        throw new EngineException(
                "device " + settings.device() + " computes different bits for the gradient of an example from run to "
                        + "run, so the effect of one example is not bounded (" + String.join("; ", differences)
                        + "): use another device, or accept an unproven epsilon with "
                        + "ExecutionOptions.withRowDependenceAccepted");
    }

    private void warnIfSlow(StepForm form) {
        if (!differences.isEmpty()) {
            LOG.log(
                    System.Logger.Level.WARNING,
                    "steps are computed in a slower form, " + form + ", since in faster ones the gradient of an "
                            + "example depends on its row in the batch (" + String.join("; ", differences) + ")");
        }
    }

    private Optional<String> probe(StepForm form, List<GradientWorker> workers, Parallel parallel) {
        memory.keep(parameters);
        try {
            RowProbe.randomize(parameters.tensors(), 1);
            List<RowProbe> probes =
                    workers.stream().map(worker -> new RowProbe(settings)).toList();
            Optional<String> difference = probeAllSizes(form, workers, probes, parallel);
            if (difference.isEmpty() && probes.stream().allMatch(RowProbe::isBlind)) {
                difference = probePositive(form, workers.get(0), parallel);
            }
            if (difference.isEmpty()) {
                RowProbe.randomize(parameters.tensors(), LARGE_GAIN);
                RowProbe probe = new RowProbe(settings);
                difference = probeQuickly(probe, form, workers.get(0), parallel)
                        .or(() -> probeMoreParameters(probes.get(0).different(), form, workers.get(0), parallel));
                probe.digest(seen);
            }
            memory.giveBack(parameters);
            return difference.isPresent()
                    ? difference
                    : probeQuickly(new RowProbe(settings), form, workers.get(0), parallel);
        } finally {
            memory.giveBack(parameters);
        }
    }

    /**
     * For networks in which numbers of both signs give no finite gradients. Rows cannot differ where a unit is always
     * alone.
     */
    private Optional<String> probePositive(StepForm form, GradientWorker worker, Parallel parallel) {
        if (form.sizes().largest() <= settings.unitSize()) {
            return Optional.empty();
        }
        RowProbe probe = RowProbe.ofPositive(settings);
        return probeQuickly(probe, form, worker, parallel)
                .or(() -> probe.isBlind()
                        ? Optional.of("made-up units have no finite gradients, so rows cannot be compared")
                        : Optional.empty());
    }

    /**
     * If units of all kinds lead to the same activations, a probe compares a single number, which reveals few of the
     * kernels that treat rows differently; other parameters give other numbers.
     */
    private Optional<String> probeMoreParameters(
            long different, StepForm form, GradientWorker worker, Parallel parallel) {
        Optional<String> difference = Optional.empty();
        long compared = different;
        for (int draw = 0; draw < MOST_DRAWS && compared < FEWEST_DIFFERENT && difference.isEmpty(); draw++) {
            RowProbe.randomize(parameters.tensors(), 1 + draw % LARGE_GAIN, MOST_DRAWS + draw);
            RowProbe probe = new RowProbe(settings);
            difference = probeQuickly(probe, form, worker, parallel);
            compared += probe.different();
        }
        return difference;
    }

    /** Each size is probed by one of the workers, since their graphs of a size are all compiled from the same model. */
    private Optional<String> probeAllSizes(
            StepForm form, List<GradientWorker> workers, List<RowProbe> probes, Parallel parallel) {
        List<Integer> sizes = form.sizes().sizes();
        List<Callable<Optional<String>>> tasks = new ArrayList<>();
        for (int i = 0; i < workers.size(); i++) {
            int first = i;
            tasks.add(() -> probe(sizes, first, workers, probes.get(first)));
        }
        Optional<String> difference =
                parallel.run(tasks).stream().flatMap(Optional::stream).findFirst();
        for (RowProbe probe : probes) {
            probes.get(0).compareWith(probe);
        }
        probes.get(0).digest(seen);
        return difference.or(probes.get(0)::difference);
    }

    private static Optional<String> probe(
            List<Integer> sizes, int first, List<GradientWorker> workers, RowProbe probe) {
        GradientWorker worker = workers.get(first);
        for (int i = 0; i < sizes.size(); i++) {
            StepRunner runner = worker.runner(sizes.get(i));
            // The largest size takes as long as the others together.
            boolean mine = (i == sizes.size() - 1 ? 0 : 1) % workers.size() == first;
            if (mine) {
                probe.shift(runner);
                probe.contributions(runner);
            }
        }
        return probe.difference();
    }

    /** Every row of the smallest size, and the largest size compared with it. */
    private static Optional<String> probeQuickly(
            RowProbe probe, StepForm form, GradientWorker worker, Parallel parallel) {
        List<Callable<Optional<String>>> task = List.of(() -> {
            StepRunner smallest = worker.runner(form.sizes().granularity());
            probe.shift(smallest);
            probe.contributions(smallest);
            probe.once(worker.runner(form.sizes().largest()), 0);
            return probe.difference();
        });
        return parallel.run(task).get(0);
    }
}
