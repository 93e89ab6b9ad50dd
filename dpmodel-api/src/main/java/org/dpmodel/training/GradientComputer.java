package org.dpmodel.training;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.dpmodel.data.Dataset;
import org.dpmodel.engine.EngineException;

/**
 * Computes sums of clipped gradients of drawn examples. The batch is divided among workers in a fixed way and their sums
 * are added in a fixed order, so that equal batches give equal sums. For the training thread; close it.
 */
public final class GradientComputer implements AutoCloseable {
    private final StepSettings settings;
    private final Parameters parameters;
    private final List<GradientWorker> workers = new ArrayList<>();
    private final ExecutorService threads;

    /**
     * A computer of gradients.
     *
     * @param settings network, loss, device and clipping
     * @param parameters the network's parameters
     */
    public GradientComputer(StepSettings settings, Parameters parameters) {
        this.settings = settings;
        this.parameters = parameters;
        for (int i = 0; i < settings.workers(); i++) {
            workers.add(new GradientWorker(settings, parameters));
        }
        this.threads = Executors.newFixedThreadPool(workers.size(), task -> {
            Thread thread = new Thread(task, "dpmodel-gradient");
            thread.setDaemon(true);
            return thread;
        });
    }

    /**
     * Compiles the step graphs of a batch, so that errors show before anything is spent.
     *
     * @param examples examples of a usual batch
     */
    public void prepare(int examples) {
        int share = share(examples);
        for (int i = 0; i < workers.size() && i * share < examples; i++) {
            workers.get(i).prepare(Math.min(share, examples - i * share));
        }
    }

    /**
     * Computes the sum over the units of drawn examples, each clipped to the clipping norm of the step.
     *
     * @param dataset the examples
     * @param drawn positions in the dataset; may be empty
     * @param clippingNorm the clipping norm of the step; empty only for training that is openly without privacy
     * @return the sum, before noise
     */
    public ClippedSum sum(Dataset dataset, int[] drawn, OptionalDouble clippingNorm) {
        if (clippingNorm.isPresent() != settings.clipping().isPresent()) {
            throw new IllegalArgumentException(
                    "a clipping norm must be given if, and only if, there is a clip mechanism: pass that of the step");
        }
        float norm = clippingNorm.isPresent() ? belowNorm(clippingNorm.getAsDouble()) : Float.NaN;
        int share = share(drawn.length);
        List<Future<PartialSum>> parts = new ArrayList<>();
        for (int i = 0; i < workers.size() && i * share < drawn.length; i++) {
            GradientWorker worker = workers.get(i);
            int from = i * share;
            int count = Math.min(share, drawn.length - from);
            parts.add(threads.submit(() -> worker.sum(dataset, drawn, from, count, norm)));
        }
        float[][] total = parameters.zeros();
        Tally tally = new Tally(settings.unitSize());
        for (PartialSum part : all(parts)) {
            PartialSum.add(total, part.sums());
            tally.add(part.tally());
        }
        return new ClippedSum(total, tally.unclippedExcess(), tally.report(drawn.length));
    }

    /**
     * Steps clip by a share below the clipping norm, which pays for the roundings of the device: what an example
     * contributes stays below the norm that noise and charge are based on. What the float32 rounding of the sum over
     * examples adds is not paid for in full, see docs/pitfalls.md.
     */
    private float belowNorm(double clippingNorm) {
        return (float) (clippingNorm * (1 - settings.target().roundingMargin()));
    }

    /** Examples of a worker: whole units, as evenly as they go. */
    private int share(int examples) {
        int units = examples / settings.unitSize();
        return Math.max(1, (units + workers.size() - 1) / workers.size()) * settings.unitSize();
    }

    /** Waits for all parts, also after a failure or an interrupt, since native code is still at work on them. */
    private static List<PartialSum> all(List<Future<PartialSum>> parts) {
        List<PartialSum> results = new ArrayList<>();
        Throwable failure = null;
        boolean interrupted = false;
        for (int i = 0; i < parts.size(); ) {
            try {
                results.add(parts.get(i).get());
                i++;
            } catch (InterruptedException e) {
                interrupted = true;
            } catch (ExecutionException e) {
                failure = failure == null ? e.getCause() : failure;
                i++;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        if (failure instanceof RuntimeException unchecked) {
            throw unchecked;
        }
        if (failure != null) {
            throw new EngineException("a step failed: " + failure, failure);
        }
        return results;
    }

    @Override
    public void close() {
        threads.shutdown();
        workers.forEach(GradientWorker::close);
    }
}
