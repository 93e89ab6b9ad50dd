package org.dpmodel.training;

import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.dpmodel.data.Dataset;
import org.dpmodel.engine.HostTensor;
import org.dpmodel.graph.Shape;
import org.dpmodel.graph.TensorType;
import org.dpmodel.graph.network.NetworkGraph;
import org.dpmodel.graph.step.InputColumns;
import org.dpmodel.graph.step.Networks;
import org.dpmodel.graph.step.StepGraph;
import org.dpmodel.random.RandomStreams;

/**
 * Checks whether a unit's loss, norm and clipped gradient have the same bits in every row of compiled graphs, with any
 * other rows, and in graphs of every size: rule 14. Each row of each graph gets 64 different units, with units that are
 * huge, tiny, overflowing or masked among them; then single units, with all others masked, are computed in two places of
 * each graph, and their contributions to the sum are compared. Parameters are random, at two scales, and the user's own.
 * This is a check of forms that are known to be row-stable, not a proof: a kernel that rounds one unit in a million
 * differently passes. For one thread at a time.
 */
final class RowProbe {
    private static final int CONTRIBUTIONS = 24;
    private static final int FEWEST_FINITE = RowExamples.ORDINARY / 2;
    private static final float CLIPS_ALL = 1e-3f;
    private static final float CLIPS_NONE = 1e6f;

    private final Dataset examples;
    private final DropoutMasks masks;
    private final int unitSize;
    private final long[] lossBits = new long[RowExamples.ORDINARY];
    private final int[] normBits = new int[RowExamples.ORDINARY];
    private final boolean[] known = new boolean[RowExamples.ORDINARY];
    /** A digest of the contribution of each unit to the sum of each parameter; empty until it is known. */
    private final int[][] contributions = new int[CONTRIBUTIONS][];

    private Optional<String> difference = Optional.empty();

    RowProbe(StepSettings settings) {
        this(settings, DropoutMasks.of(RandomStreams.seeded(1), 0), false);
    }

    /** A probe whose made-up numbers are all positive. */
    static RowProbe ofPositive(StepSettings settings) {
        return new RowProbe(settings, DropoutMasks.of(RandomStreams.seeded(1), 0), true);
    }

    /** A probe with dropout masks that differ from those of training. */
    RowProbe(StepSettings settings, DropoutMasks masks) {
        this(settings, masks, false);
    }

    private RowProbe(StepSettings settings, DropoutMasks masks, boolean positive) {
        this.masks = masks;
        NetworkGraph bound = Networks.bind(settings.network(), 2);
        TensorType targets = settings.loss().targets(bound.output().type());
        this.unitSize = settings.unitSize();
        this.examples = new RowExamples(
                row(bound.features()), row(targets), unitSize, InputColumns.of(settings.network()), positive);
    }

    private static long[] row(TensorType type) {
        Shape shape = type.shape();
        return Arrays.copyOfRange(shape.dims(), 1, shape.rank());
    }

    /**
     * Gives parameters random values, since a user's parameters may be zero, which hides every difference.
     *
     * @param gain the factor relative to the scale that preserves the size of activations: a difference that is
     *     attenuated in one draw is not in another
     */
    static void randomize(Map<String, HostTensor> parameters, double gain) {
        randomize(parameters, gain, 2 + (long) gain);
    }

    /** As above; each seed gives different values. */
    static void randomize(Map<String, HostTensor> parameters, double gain, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        parameters.keySet().stream().sorted().forEach(name -> {
            HostTensor tensor = parameters.get(name);
            Shape shape = tensor.type().shape();
            long first = shape.rank() == 0 ? 1 : shape.dim(0);
            double scale = gain / Math.sqrt((double) Math.max(first, shape.size() / Math.max(1, first)));
            FloatBuffer values = tensor.floats();
            while (values.hasRemaining()) {
                values.put((float) (scale * random.nextGaussian()));
            }
        });
    }

    /** A description of the first difference seen. */
    Optional<String> difference() {
        return difference;
    }

    /** Whether so few units had a finite norm that equal bits say nothing: all that is not a number is equal. */
    boolean isBlind() {
        return finite().count() < FEWEST_FINITE;
    }

    /** The number of different pairs of a finite norm and a loss that were compared. */
    long different() {
        return finite().mapToObj(unit -> List.of(lossBits[unit], normBits[unit]))
                .distinct()
                .count();
    }

    private IntStream finite() {
        return IntStream.range(0, known.length)
                .filter(unit -> known[unit] && Float.isFinite(Float.intBitsToFloat(normBits[unit])));
    }

    /** Puts every unit into every row of a graph, unless a difference has been seen. */
    void shift(StepRunner runner) {
        // A unit that is always alone is computed twice, since nothing would be compared otherwise.
        int runs = runner.step().units().count() == 1 ? 2 * RowExamples.ALL : RowExamples.ALL;
        for (int run = 0; run < runs && difference.isEmpty(); run++) {
            once(runner, run);
        }
    }

    /** One of the runs of {@link #shift}. */
    void once(StepRunner runner, int run) {
        int units = runner.step().units().count();
        // A different step for graphs of a different size gives different neighbours.
        int step = 1 + units / 4 % (RowExamples.ALL - 1);
        int[] order = new int[units];
        for (int row = 0; row < units; row++) {
            order[row] = Math.floorMod(row * step + run, RowExamples.ALL);
        }
        load(runner, order);
        for (int row = 0; row < units; row++) {
            // Half of the neighbours that are not compared are masked, like padding.
            if (order[row] >= RowExamples.ORDINARY && order[row] % 2 == 0) {
                runner.leaveOut(row);
            }
        }
        runner.clippingNorm(CLIPS_ALL);
        runner.run();
        compare(runner, order);
    }

    private void load(StepRunner runner, int... order) {
        int[] drawn = new int[order.length * unitSize];
        for (int i = 0; i < drawn.length; i++) {
            drawn[i] = order[i / unitSize] * unitSize + i % unitSize;
        }
        runner.load(examples, drawn, 0, drawn.length, masks);
    }

    private void compare(StepRunner runner, int... order) {
        FloatBuffer losses = runner.floats(StepGraph.LOSSES);
        FloatBuffer norms = runner.floats(StepGraph.NORMS);
        for (int row = 0; row < order.length; row++) {
            int unit = order[row];
            if (unit < RowExamples.ORDINARY) {
                long loss = 0;
                for (int member = 0; member < unitSize; member++) {
                    loss = 31 * loss + Float.floatToIntBits(losses.get(row * unitSize + member));
                }
                compare(runner, unit, row, loss, Float.floatToIntBits(norms.get(row)));
            }
        }
    }

    private void compare(StepRunner runner, int unit, int row, long loss, int norm) {
        if (!known[unit]) {
            known[unit] = true;
            lossBits[unit] = loss;
            normBits[unit] = norm;
        } else if (difference.isEmpty() && (lossBits[unit] != loss || normBits[unit] != norm)) {
            String what = normBits[unit] == norm
                    ? "loss"
                    : "gradient's norm, " + Float.intBitsToFloat(normBits[unit]) + " elsewhere and "
                            + Float.intBitsToFloat(norm) + " there,";
            difference = Optional.of("the same unit's " + what + " has different bits in row " + row + " of "
                    + runner.step().units().count());
        }
    }

    /** Compares the contributions of single units to the sum, each from two rows, unless a difference has been seen. */
    void contributions(StepRunner runner) {
        int units = runner.step().units().count();
        for (int unit = 0; unit < CONTRIBUTIONS && difference.isEmpty(); unit++) {
            float clippingNorm = unit % 2 == 0 ? CLIPS_ALL : CLIPS_NONE;
            int other = units == 1 ? 0 : 1 + (unit * 7 + 2) % (units - 1);
            for (int row : new int[] {0, other}) {
                compareContribution(runner, unit, row, contribution(runner, unit, row, clippingNorm));
            }
        }
    }

    private void compareContribution(StepRunner runner, int unit, int row, int... digests) {
        if (contributions[unit] == null) {
            contributions[unit] = digests;
        }
        for (int i = 0; i < digests.length && difference.isEmpty(); i++) {
            if (digests[i] != contributions[unit][i]) {
                difference = Optional.of("the same unit adds a different gradient of "
                        + runner.step().parameters().get(i) + " from row " + row + " of "
                        + runner.step().units().count());
            }
        }
    }

    private int[] contribution(StepRunner runner, int unit, int row, float clippingNorm) {
        int units = runner.step().units().count();
        int[] order = new int[units];
        for (int i = 0; i < units; i++) {
            order[i] = Math.floorMod(unit + i - row, RowExamples.ORDINARY);
        }
        load(runner, order);
        for (int i = 0; i < units; i++) {
            runner.mask(i, i == row ? 1 : 0);
        }
        runner.clippingNorm(clippingNorm);
        runner.run();
        return runner.step().parameters().stream()
                .mapToInt(name -> digest(runner.gradientSum(name)))
                .toArray();
    }

    private static int digest(FloatBuffer values) {
        int digest = 1;
        for (int i = 0; i < values.limit(); i++) {
            // Zeros may differ in sign.
            digest = 31 * digest + Float.floatToIntBits(values.get(i) + 0f);
        }
        return digest;
    }

    /** Adds the bits that were seen to a digest; bits from random parameters do not depend on the user's parameters. */
    void digest(MessageDigest digest) {
        ByteBuffer bits = ByteBuffer.allocate(lossBits.length * (Long.BYTES + Integer.BYTES));
        for (int unit = 0; unit < lossBits.length; unit++) {
            bits.putLong(lossBits[unit]).putInt(normBits[unit]);
        }
        digest.update(bits.array());
        for (int[] contribution : contributions) {
            digest.update(Arrays.toString(contribution).getBytes(StandardCharsets.UTF_8));
        }
    }

    /** Compares the units that both probes have seen, in graphs of different sizes or of another worker. */
    void compareWith(RowProbe other) {
        for (int unit = 0; unit < known.length && difference.isEmpty(); unit++) {
            if (known[unit]
                    && other.known[unit]
                    && (lossBits[unit] != other.lossBits[unit] || normBits[unit] != other.normBits[unit])) {
                difference = Optional.of("the same unit's loss or norm has different bits in graphs of other sizes");
            }
        }
        for (int unit = 0; unit < CONTRIBUTIONS && difference.isEmpty(); unit++) {
            if (contributions[unit] != null
                    && other.contributions[unit] != null
                    && !Arrays.equals(contributions[unit], other.contributions[unit])) {
                difference = Optional.of("the same unit adds a different gradient in graphs of other sizes");
            }
        }
    }
}
