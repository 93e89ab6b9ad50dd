package org.dpmodel;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import org.dpmodel.graph.network.NetworkGraph;
import org.dpmodel.models.MultilayerPerceptron;
import org.dpmodel.optimizer.ConstantLearningRate;
import org.dpmodel.optimizer.ForwardingOptimizerState;
import org.dpmodel.optimizer.Optimizer;
import org.dpmodel.optimizer.OptimizerState;
import org.dpmodel.optimizer.Optimizers;
import org.dpmodel.random.RandomStreams;
import org.dpmodel.training.Parameters;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Blocks and whole arrays give the same bits, in a network with more elements than one thread updates, and with few. */
class ParameterUpdateTest {
    private static final int STEPS = 3;

    private static NetworkGraph network() {
        return MultilayerPerceptron.network(new long[] {701}, 401, 3).initialized(RandomStreams.seeded(1));
    }

    private static double[][] sums(Parameters parameters, Random random) {
        double[][] sums =
                Arrays.stream(parameters.sizes()).mapToObj(double[]::new).toArray(double[][]::new);
        for (double[] sum : sums) {
            Arrays.setAll(sum, i -> 100 * random.nextGaussian());
        }
        return sums;
    }

    @ParameterizedTest
    @ValueSource(strings = {"SGD", "Momentum", "Nesterov", "Adam", "AdamW", "AdamBC", "Adagrad"})
    void blocksAreUpdatedAsWholeArraysAre(String name) {
        Optimizer optimizer = Optimizers.byName(name, new ConstantLearningRate(0.1));
        Parameters blocks = new Parameters(network());
        Parameters whole = new Parameters(network());
        OptimizerState state = optimizer.newState(blocks.sizes());
        ParameterUpdate byBlocks = new ParameterUpdate(blocks, state);
        // It may do something else than the state that it forwards to, so it is asked for whole arrays.
        ParameterUpdate byArrays =
                new ParameterUpdate(whole, new ForwardingOptimizerState(optimizer.newState(whole.sizes())) {});
        float[][] start = blocks.values();
        Random random = new Random(1);
        for (int step = 0; step < STEPS; step++) {
            double[][] sums = sums(blocks, random);
            byBlocks.apply(sums, 64, 2);
            byArrays.apply(sums, 64, 2);
        }
        assertEquals(STEPS, state.steps());
        for (int i = 0; i < start.length; i++) {
            assertArrayEquals(whole.values()[i], blocks.values()[i], "parameter " + i);
            assertTrue(!Arrays.equals(start[i], blocks.values()[i]), "parameter " + i + " stays where it was");
        }
    }

    @Test
    void eachElementIsChangedOnce() {
        Parameters parameters = new Parameters(network());
        float[][] start = parameters.values();
        AtomicLong elements = new AtomicLong();
        parameters.change((parameter, from, count, values, scratch) -> {
            elements.addAndGet(count);
            for (int i = 0; i < count; i++) {
                assertEquals(start[parameter][from + i], values[i]);
                values[i] += 1;
            }
        });
        assertEquals(Arrays.stream(parameters.sizes()).asLongStream().sum(), elements.get());
        float[][] changed = parameters.values();
        for (int p = 0; p < start.length; p++) {
            for (int i = 0; i < start[p].length; i++) {
                assertEquals(start[p][i] + 1, changed[p][i]);
            }
        }
    }
}
