package org.dpmodel.training;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntSupplier;
import org.dpmodel.data.Dataset;
import org.dpmodel.engine.EngineException;

/**
 * Computes sums of clipped gradients of drawn examples. The batch is split into chunks of a fixed size, which workers
 * take one after another; their results are added without rounding. The number of drawn examples, the number of workers
 * and the assignment of chunks therefore affect nothing except the chunk that contains an example. For the training
 * thread; close it.
 */
public final class GradientComputer implements AutoCloseable {
    private final StepSettings settings;
    private final Parameters parameters;
    private final List<GradientWorker> workers = new ArrayList<>();
    /** One for all workers if the order of summands does not matter, otherwise one for each. */
    private final List<GridSum> sums = new ArrayList<>();

    private final ExecutorService threads;
    private final FormChoice choice;
    private StepForm form;

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
            if (i == 0 || settings.clipping().isEmpty()) {
                sums.add(new GridSum(parameters.sizes()));
            }
            workers.add(new GradientWorker(settings, parameters, sums.get(sums.size() - 1)));
        }
        this.threads = Executors.newFixedThreadPool(workers.size(), task -> {
            Thread thread = new Thread(task, "dpmodel-gradient");
            thread.setDaemon(true);
            return thread;
        });
        this.choice = new FormChoice(settings, parameters, sums.get(0));
    }

    /**
     * What is computed.
     *
     * @return the settings
     */
    public StepSettings settings() {
        return settings;
    }

    /**
     * The parameters at which gradients are computed.
     *
     * @return the parameters themselves
     */
    public Parameters parameters() {
        return parameters;
    }

    /**
     * The sums of one training: computed here, or where its dataset is stored.
     *
     * @param dataset the examples
     * @param opset version of the operator set that the network is written in
     * @return the sums, to be closed after the training
     */
    public StepSums sums(Dataset dataset, int opset) {
        return dataset instanceof DistantDataset distant ? distant.sums(this, opset) : new LocalSums(this, dataset);
    }

    /**
     * Compiles the step graphs, and checks whether their rows are equal, so that errors occur before anything is spent.
     * Does nothing the second time.
     *
     * @throws EngineException if an example's gradient depends on its row in every form of the step
     */
    public void prepare() {
        if (form == null) {
            form = choice.choose(workers, this::inParallel);
            workers.forEach(worker -> worker.use(form));
        }
    }

    /**
     * Caveats about the computation of gradients that every statement must contain.
     *
     * @return a caveat if an example's gradient may depend on its row; empty before {@link #prepare}
     */
    public Optional<String> caveat() {
        return choice.caveat();
    }

    /**
     * What the row probe saw in the fastest form of the step, whether or not a slower one was chosen.
     *
     * @return the first difference between rows; empty if all bits were equal, or before {@link #prepare}
     */
    public Optional<String> rowDifference() {
        return choice.firstDifference();
    }

    /**
     * A digest of the bits that this machine's kernels compute: of losses, norms and gradients of made-up units at
     * made-up parameters, in the form that steps are computed in. Machines with equal digests compute the same.
     *
     * @return 64 hexadecimal digits
     * @throws IllegalStateException before {@link #prepare}
     */
    public String fingerprint() {
        if (form == null) {
            throw new IllegalStateException(
                    "there is no fingerprint before the rows have been probed: call prepare() first");
        }
        return choice.fingerprint();
    }

    /**
     * Computes the sum over the units of drawn examples, each clipped to the clipping norm of the step.
     *
     * @param dataset the examples
     * @param drawn positions in the dataset; may be empty
     * @param clippingNorm the clipping norm of the step; empty only for training that is explicitly without privacy
     * @return the sum, before noise; its arrays are reused by the next one
     */
    public ClippedSum sum(Dataset dataset, int[] drawn, OptionalDouble clippingNorm) {
        return sum(dataset, drawn, clippingNorm, DropoutMasks.NONE);
    }

    /**
     * Computes the sum over the units of drawn examples, each clipped to the clipping norm of the step, for networks that
     * may have dropout.
     *
     * @param dataset the examples
     * @param drawn positions in the dataset; may be empty
     * @param clippingNorm the clipping norm of the step; empty only for training that is explicitly without privacy
     * @param masks what is dropped from each example in this step
     * @return the sum, before noise; its arrays are reused by the next one
     */
    public ClippedSum sum(Dataset dataset, int[] drawn, OptionalDouble clippingNorm, DropoutMasks masks) {
        return summedUp(partial(dataset, drawn, clippingNorm, masks), drawn.length);
    }

    /**
     * Computes a part of a step's sum, to be added up by {@link #sum(List, int, OptionalDouble)} on another machine.
     *
     * @param dataset the examples
     * @param drawn the drawn positions that belong to the part, in the step's secret order; may be empty
     * @param clippingNorm the clipping norm of the step; empty only for training that is explicitly without privacy
     * @param masks what is dropped from each example in this step
     * @return the part, on the grid of the clipping norm: parts add up exactly, in any order
     */
    public byte[] part(Dataset dataset, int[] drawn, OptionalDouble clippingNorm, DropoutMasks masks) {
        return SumBytes.write(partial(dataset, drawn, clippingNorm, masks));
    }

    /**
     * Adds up the parts of a step's sum.
     *
     * @param parts the results of {@link #part}, for disjoint parts of the draw
     * @param drawn the number of drawn examples
     * @param clippingNorm the clipping norm of all parts
     * @return the sum, before noise
     * @throws IllegalArgumentException if a part is damaged, belongs to another network, is missing or occurs twice
     */
    public ClippedSum sum(List<byte[]> parts, int drawn, OptionalDouble clippingNorm) {
        checkUnits(drawn, clippingNorm);
        prepare();
        PartialSum total = new PartialSum(new GridSum(parameters.sizes()), new Tally(settings.unitSize()));
        total.sums().reset(gridNorm(clippingNorm));
        parts.forEach(part -> total.add(SumBytes.read(part, settings.unitSize(), parameters.sizes())));
        total.tally().requireUnits(drawn / settings.unitSize());
        return summedUp(total, drawn);
    }

    private void checkUnits(int drawn, OptionalDouble clippingNorm) {
        if (clippingNorm.isPresent() != settings.clipping().isPresent()) {
            throw new IllegalArgumentException(
                    "a clipping norm must be given if, and only if, there is a clip mechanism: pass the step's norm");
        }
        int units = drawn / settings.unitSize();
        if (clippingNorm.isPresent() && units > GridSum.MOST_UNITS) {
            throw new IllegalArgumentException("a step must not draw more than " + GridSum.MOST_UNITS
                    + " units, beyond which their sum is no longer exact, found " + units
                    + ": choose a smaller expected batch size");
        }
    }

    private PartialSum partial(Dataset dataset, int[] drawn, OptionalDouble clippingNorm, DropoutMasks masks) {
        checkUnits(drawn.length, clippingNorm);
        prepare();
        OptionalDouble norm = gridNorm(clippingNorm);
        List<Integer> chunks = form.sizes().chunks(drawn.length);
        List<Tally> tallies =
                chunks.stream().map(chunk -> new Tally(settings.unitSize())).toList();
        List<IntSupplier> orders = orders(norm.isPresent());
        sums.forEach(sum -> sum.reset(norm));
        List<Callable<Object>> tasks = new ArrayList<>();
        for (int i = 0; i < orders.size(); i++) {
            GradientWorker worker = workers.get(i);
            IntSupplier next = orders.get(i);
            tasks.add(Executors.callable(() -> worker.add(dataset, drawn, chunks, next, tallies, norm, masks)));
        }
        inParallel(tasks);
        // The workers' own arrays, which are not read again before they are reset.
        PartialSum total = new PartialSum(sums.get(0), new Tally(settings.unitSize()));
        sums.subList(1, sums.size()).forEach(total.sums()::add);
        tallies.forEach(total.tally()::add);
        return total;
    }

    /**
     * The assignment of chunks to workers. Sums on a grid do not depend on which worker takes a chunk, so any idle worker
     * takes the next one, and a worker that is slowed down by other programs takes fewer. Sums that round are divided in
     * a fixed way.
     */
    private List<IntSupplier> orders(boolean exact) {
        AtomicInteger shared = new AtomicInteger();
        List<IntSupplier> orders = new ArrayList<>();
        for (int i = 0; i < workers.size(); i++) {
            AtomicInteger own = new AtomicInteger(i);
            orders.add(exact ? shared::getAndIncrement : () -> own.getAndAdd(workers.size()));
        }
        return orders;
    }

    private ClippedSum summedUp(PartialSum total, int drawn) {
        if (!total.sums().isFinite()) {
            // Dropping a chunk would move the sum by more than one unit's share.
            throw new EngineException(
                    "device " + settings.device() + " returns infinite sums of gradients although all norms are "
                            + "finite, or did not write them: the device computes incorrectly, use another one");
        }
        return new ClippedSum(
                total.sums().totals(),
                total.tally().unclippedExcess(),
                total.tally().report(drawn));
    }

    private OptionalDouble gridNorm(OptionalDouble clippingNorm) {
        return clippingNorm.isPresent()
                ? OptionalDouble.of(below(clippingNorm.getAsDouble(), form.margin(), parameters.sizes()))
                : clippingNorm;
    }

    /**
     * Steps clip below the clipping norm by a margin that covers the rounding of the device, including the rounding of
     * the sum over units: the contribution of one unit stays below the norm that noise and charge are based on (ADR 302).
     * Rounded down.
     */
    static float below(double clippingNorm, double margin, int... sizes) {
        double below = clippingNorm * (1 - margin - GridSum.excess(sizes));
        float rounded = (float) below;
        return rounded > below ? Math.nextDown(rounded) : rounded;
    }

    private <T> List<T> inParallel(List<Callable<T>> tasks) {
        return all(tasks.stream().map(threads::submit).toList());
    }

    /** Waits for all parts, even after a failure or an interrupt, since native code is still working on them. */
    private static <T> List<T> all(List<Future<T>> parts) {
        List<T> results = new ArrayList<>();
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
        if (failure instanceof Error error) {
            // Too little memory, for example, for which the program has advice.
            throw error;
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
