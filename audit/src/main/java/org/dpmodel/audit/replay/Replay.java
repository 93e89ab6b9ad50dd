package org.dpmodel.audit.replay;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.dpmodel.validation.Sha256;

/**
 * Record and replay (arXiv 2602.17454): a training runs on a dataset, and again, with the same randomness, on an
 * adjacent one; but in each step the second run continues from what the first one released. Both therefore have the
 * same parameters before each step, and any difference comes from that step alone: with equal noise, the difference of
 * two released values is that of the values before noise. It must be within the sensitivity that the step is charged
 * for, and all else (noise, draws, charges, learning rates, the number of steps) must be equal, since none of it may depend on the
 * record.
 *
 * <pre>
 * ReplayReport report = Replay.of(run -&gt; train(run));
 * report.requireKept();
 * </pre>
 *
 * <p>It can show a mistake for the records that were tried, at the parameters that occurred, and proves nothing for
 * others. The first run's values are kept: steps · parameters · 4 bytes. Mutable, for one thread at a time.
 */
public final class Replay {
    private final List<ReplayStep> recorded = new ArrayList<>();
    /** Digests of the parameters after each step of the first run. */
    private final List<byte[]> moved = new ArrayList<>();

    private final RecordingRun first = new RecordingRun(this);
    private RecordingRun second;
    private long replayed;
    private int movedAgain;
    private long drawn;
    private double largestMove;
    private ReplayViolation violation;

    /** A replay that has not begun; {@link #of} is shorter if both runs are available. */
    public Replay() {}

    /**
     * Runs a training twice, and compares.
     *
     * @param training the training
     * @return what was seen
     * @throws Exception if the training fails
     */
    public static ReplayReport of(ReplayedTraining training) throws Exception {
        Replay replay = new Replay();
        training.train(replay.first());
        training.train(replay.second());
        return replay.report();
    }

    /**
     * The run that is recorded.
     *
     * @return the first run
     */
    public ReplayRun first() {
        return first;
    }

    /**
     * The run that continues from the recorded values.
     *
     * @return the second run; to be called after the first has ended
     * @throws IllegalStateException if nothing was recorded
     */
    public ReplayRun second() {
        if (recorded.isEmpty()) {
            throw new IllegalStateException("the first run released nothing: build its model with "
                    + "run.optimizer(...), or call run.released(...) in each step");
        }
        if (second == null) {
            second = new RecordingRun(this);
        }
        return second;
    }

    /**
     * What was seen.
     *
     * @return the report of both runs
     */
    public ReplayReport report() {
        if (replayed < recorded.size()) {
            violated(
                    replayed,
                    "the second run ended after " + replayed + " steps, the first had " + recorded.size()
                            + ": the number of steps must not depend on the data");
        }
        if (second != null && !Objects.equals(first.ledgers(), second.ledgers())) {
            violated(
                    replayed,
                    "the runs are charged differently, " + first.ledgers() + " and " + second.ledgers()
                            + ": a charge must not depend on the data");
        }
        return new ReplayReport(replayed, drawn, largestMove, Optional.ofNullable(violation));
    }

    /** A step of a run, with the values the run continues from. */
    float[][] step(RecordingRun run, ReplayStep step, double sensitivity) {
        return run == first ? record(step) : replay(step, sensitivity, run.record());
    }

    private float[][] record(ReplayStep step) {
        if (second != null) {
            throw new IllegalStateException(
                    "the first run must have ended before the second begins: train one after the other");
        }
        float[][] copies = new float[step.values().length][];
        for (int i = 0; i < copies.length; i++) {
            copies[i] = step.values()[i].clone();
        }
        recorded.add(new ReplayStep(copies, step.noiseDeviation(), step.read()));
        return step.values();
    }

    private float[][] replay(ReplayStep now, double sensitivity, int record) {
        long step = replayed++;
        if (step >= recorded.size()) {
            violated(
                    step,
                    "the first run ended after " + recorded.size()
                            + " steps, the second continues: the number of steps must not depend on the data");
            return now.values();
        }
        ReplayStep before = recorded.get((int) step);
        drawn += now.read().get(record) ? 1 : 0;
        compareFlow(step, before, now);
        compareValues(step, before, now, sensitivity);
        return before.values();
    }

    /**
     * Called after an optimizer of a run has updated the parameters. Since both runs continue from the same released
     * values, the parameters must be equal: a learning rate that depends on the data would reveal something about it
     * without noise.
     */
    void moved(RecordingRun run, float[]... parameters) {
        byte[] digest = digest(parameters);
        if (run == first) {
            moved.add(digest);
            return;
        }
        int step = movedAgain++;
        if (step < moved.size() && !MessageDigest.isEqual(moved.get(step), digest)) {
            violated(
                    step,
                    "the parameters differ after the step, although both runs took the same released values: the learning "
                            + "rate, and whatever else changes the parameters, must not depend on the data");
        }
    }

    private static byte[] digest(float[]... parameters) {
        MessageDigest digest = Sha256.digest();
        for (float[] values : parameters) {
            ByteBuffer bytes = ByteBuffer.allocate(Math.multiplyExact(values.length, Float.BYTES));
            bytes.asFloatBuffer().put(values);
            digest.update(bytes);
        }
        return digest.digest();
    }

    private void compareFlow(long step, ReplayStep before, ReplayStep now) {
        if (!before.read().equals(now.read())) {
            BitSet others = (BitSet) before.read().clone();
            others.xor(now.read());
            violated(
                    step,
                    "different records were drawn (" + others.cardinality() + ", the first is " + others.nextSetBit(0)
                            + "): draws must not depend on the data; give both runs the same seed");
        }
        if (before.noiseDeviation() != now.noiseDeviation()) {
            violated(
                    step,
                    "the noise has standard deviation " + now.noiseDeviation() + ", in the first run it had "
                            + before.noiseDeviation() + ": it must not depend on the data");
        }
    }

    private void compareValues(long step, ReplayStep before, ReplayStep now, double sensitivity) {
        Movement movement = Movement.between(before.values(), now.values());
        double share = movement.distance() / sensitivity;
        largestMove = Math.max(largestMove, share);
        // NaN must not count as a small move.
        if (!(movement.distance() <= sensitivity + movement.rounding())) {
            violated(
                    step,
                    "one record moves the values by " + share + " times the declared sensitivity: look for gradients "
                            + "that are not clipped individually, examples that mix, or, if the factor is very "
                            + "large, runs with different seeds");
        }
    }

    private void violated(long step, String what) {
        if (violation == null) {
            violation = new ReplayViolation(step + 1, what);
        }
    }
}
