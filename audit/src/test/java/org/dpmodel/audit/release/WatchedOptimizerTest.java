package org.dpmodel.audit.release;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import org.dpmodel.optimizer.OptimizerState;
import org.dpmodel.optimizer.Optimizers;
import org.junit.jupiter.api.Test;

class WatchedOptimizerTest {
    private static final float[][] GRADIENT = {{1, 2}};

    @Test
    void theInnerOptimizerGoesOnWithWhatTheListenerReturns() {
        List<Long> steps = new ArrayList<>();
        OptimizerState state = new WatchedOptimizer(Optimizers.sgd(1), (step, means, deviation) -> {
                    steps.add(step);
                    return new float[][] {{10, 20}};
                })
                .newState(2);
        float[][] parameters = {{0, 0}};
        state.update(parameters, GRADIENT, 0.5);
        state.update(parameters, GRADIENT, 0.5);
        assertArrayEquals(new float[] {-20, -40}, parameters[0]);
        assertEquals(List.of(0L, 1L), steps);
        assertEquals(2, state.snapshot().steps());
    }

    /** A training whose callbacks change the rate can be audited like any other. */
    @Test
    void theLearningRateCanBeChanged() {
        OptimizerState state = new WatchedOptimizer(Optimizers.sgd(1), (step, means, deviation) -> means).newState(2);
        state.changeLearningRate(0.5);
        assertEquals(OptionalDouble.of(0.5), state.learningRate());
        float[][] parameters = {{0, 0}};
        state.update(parameters, GRADIENT, 0);
        assertArrayEquals(new float[] {-0.5f, -1}, parameters[0]);
        assertEquals(OptionalDouble.of(0.5), state.snapshot().learningRate());
    }
}
