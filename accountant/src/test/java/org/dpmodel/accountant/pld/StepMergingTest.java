package org.dpmodel.accountant.pld;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.IntFunction;
import java.util.function.ToDoubleFunction;
import java.util.stream.DoubleStream;
import org.dpmodel.accountant.form.AllocatedGaussian;
import org.dpmodel.accountant.form.PoissonGaussian;
import org.dpmodel.accountant.form.ReducedForm;
import org.dpmodel.accountant.form.TruncatedPoissonGaussian;
import org.junit.jupiter.api.Test;

/** Steps that are merged or moved into reach cost no less in an upper bound, and no more in a lower one. */
class StepMergingTest {
    private static final int STEPS = 150;
    private static final double MOST_MOVED = 0.1;

    private static Map<ReducedForm.Step, Long> counts(IntFunction<ReducedForm.Step> steps) {
        Map<ReducedForm.Step, Long> counts = new LinkedHashMap<>();
        for (int i = 0; i < STEPS; i++) {
            counts.put(steps.apply(i), 1L + i % 3);
        }
        return counts;
    }

    /** A value of all steps, in ascending order: moving it preserves the order. */
    private static <T> double[] values(Map<ReducedForm.Step, Long> counts, Class<T> form, ToDoubleFunction<T> value) {
        return counts.entrySet().stream()
                .flatMapToDouble(entry -> DoubleStream.generate(() -> value.applyAsDouble(form.cast(entry.getKey())))
                        .limit(entry.getValue()))
                .sorted()
                .toArray();
    }

    /** Checks steps that differ in one value: an upper bound needs it larger, or smaller. */
    private static <T> void check(
            IntFunction<ReducedForm.Step> steps, Class<T> form, ToDoubleFunction<T> value, boolean upper, int safe) {
        Map<ReducedForm.Step, Long> counts = counts(steps);
        double[] before = values(counts, form, value);
        double[] after = values(StepMerging.merge(counts, upper), form, value);
        assertEquals(before.length, after.length, "steps of " + form.getSimpleName());
        for (int i = 0; i < before.length; i++) {
            String moved = form.getSimpleName() + ": " + before[i] + " became " + after[i];
            assertTrue(safe * (after[i] - before[i]) > 0, moved);
            assertEquals(before[i], after[i], MOST_MOVED * before[i], moved);
        }
    }

    @Test
    void noiseIsRoundedDownInAnUpperBound() {
        for (boolean upper : new boolean[] {true, false}) {
            int safe = upper ? -1 : 1;
            check(
                    i -> new PoissonGaussian(0.1, 1 + 1e-3 * i),
                    PoissonGaussian.class,
                    PoissonGaussian::noiseMultiplier,
                    upper,
                    safe);
            check(
                    i -> new AllocatedGaussian(100, 1 + 1e-3 * i),
                    AllocatedGaussian.class,
                    AllocatedGaussian::noiseMultiplier,
                    upper,
                    safe);
        }
        check(
                i -> new TruncatedPoissonGaussian(0.1, 1 + 1e-3 * i, 0.2, 0.3),
                TruncatedPoissonGaussian.class,
                TruncatedPoissonGaussian::noiseMultiplier,
                true,
                -1);
    }

    @Test
    void probabilitiesAreRoundedUpInAnUpperBound() {
        for (boolean upper : new boolean[] {true, false}) {
            check(
                    i -> new PoissonGaussian(0.1 + 1e-4 * i, 1),
                    PoissonGaussian.class,
                    PoissonGaussian::samplingProbability,
                    upper,
                    upper ? 1 : -1);
        }
        check(
                i -> new TruncatedPoissonGaussian(0.1 + 1e-4 * i, 1, 0.2, 0.3),
                TruncatedPoissonGaussian.class,
                TruncatedPoissonGaussian::samplingProbability,
                true,
                1);
        check(
                i -> new TruncatedPoissonGaussian(0.1, 1, 0.2 + 1e-4 * i, 0.3),
                TruncatedPoissonGaussian.class,
                TruncatedPoissonGaussian::fullProbability,
                true,
                1);
    }

    @Test
    void binsAreRoundedDownInAnUpperBound() {
        for (boolean upper : new boolean[] {true, false}) {
            check(
                    i -> new AllocatedGaussian(1000 + 3L * i, 1),
                    AllocatedGaussian.class,
                    AllocatedGaussian::bins,
                    upper,
                    upper ? -1 : 1);
        }
    }

    /** Such a step is charged as one that loses more; how much less it loses is not known, so a lower bound has none of it. */
    @Test
    void stepsOutOfReachAreChargedAtTheLimitAndLeftOutOfLowerBounds() {
        ReducedForm.Step within = new PoissonGaussian(0.1, 2);
        Map<ReducedForm.Step, ReducedForm.Step> limits = Map.of(
                new PoissonGaussian(0.1, 1e13), new PoissonGaussian(0.1, 1e12),
                new PoissonGaussian(1e-25, 2), new PoissonGaussian(1e-20, 2),
                new TruncatedPoissonGaussian(1e-25, 1e13, 0.1, 0.2),
                        new TruncatedPoissonGaussian(1e-20, 1e12, 0.1, 0.2),
                new AllocatedGaussian(1L << 30, 1), new AllocatedGaussian(1L << 22, 1),
                new AllocatedGaussian(10, 1e4), new AllocatedGaussian(10, 1e3));
        limits.forEach((step, limit) -> {
            Map<ReducedForm.Step, Long> counts = Map.of(within, 3L, step, 5L);
            assertEquals(Map.of(within, 3L, limit, 5L), StepMerging.withinReach(counts, true));
            assertEquals(Map.of(within, 3L), StepMerging.withinReach(counts, false));
        });
    }
}
