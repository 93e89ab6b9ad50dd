package org.dpmodel.optimizer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

class LearningRateScheduleTest {
    private static void assertRates(LearningRateSchedule schedule, long[] steps, double... expected) {
        for (int i = 0; i < steps.length; i++) {
            assertEquals(expected[i], schedule.at(steps[i]), 1e-15, schedule + " at " + steps[i]);
        }
    }

    @Test
    void constantStays() {
        assertRates(LearningRateSchedule.constant(0.3), new long[] {0, 1, 1_000_000_000_000L}, 0.3, 0.3, 0.3);
    }

    @Test
    void stepDecayDrops() {
        assertRates(new StepDecay(0.8, 0.5, 10), new long[] {0, 9, 10, 19, 20, 35}, 0.8, 0.8, 0.4, 0.4, 0.2, 0.1);
    }

    @Test
    void cosineFallsFromFirstToLast() {
        double third = 0.2 + 0.5 * 0.8 * (1 + 0.5);
        assertRates(new CosineDecay(1, 0.2, 60), new long[] {0, 20, 30, 60, 1000}, 1, third, 0.6, 0.2, 0.2);
    }

    @Test
    void polynomialFallsFromFirstToLast() {
        assertRates(new PolynomialDecay(1, 0, 4, 1), new long[] {0, 1, 2, 3, 4, 5}, 1, 0.75, 0.5, 0.25, 0, 0);
        assertRates(new PolynomialDecay(1.5, 0.5, 4, 2), new long[] {0, 2, 4}, 1.5, 0.75, 0.5);
    }

    @Test
    void warmUpRisesAndHandsOver() {
        LearningRateSchedule schedule = new StepDecay(0.8, 0.5, 2).afterWarmUp(4);
        assertRates(schedule, new long[] {0, 1, 2, 3, 4, 5, 6}, 0.2, 0.4, 0.6, 0.8, 0.8, 0.8, 0.4);
    }

    @Test
    void refusesNumbersOutOfRange() {
        LearningRateSchedule rate = LearningRateSchedule.constant(1);
        List<Executable> calls = List.of(
                () -> LearningRateSchedule.constant(-1),
                () -> LearningRateSchedule.constant(Double.NaN),
                () -> new StepDecay(1, 0, 1),
                () -> new StepDecay(1, 0.5, 0),
                () -> new CosineDecay(Double.NaN, 0, 1),
                () -> new CosineDecay(1, -1, 1),
                () -> new PolynomialDecay(1, 0, 0, 1),
                () -> new PolynomialDecay(1, 0, 1, Double.NaN),
                () -> rate.afterWarmUp(0));
        for (Executable call : calls) {
            assertThrows(IllegalArgumentException.class, call);
        }
    }
}
