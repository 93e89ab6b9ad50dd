package org.dpmodel.optimizer;

import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.TreeMap;
import org.dpmodel.validation.Require;

/**
 * State made of a step count and named moments, arrays shaped like the parameters. Subclasses supply the arithmetic of
 * one parameter.
 */
abstract class MomentState implements OptimizerState {
    private final LearningRateSchedule learningRate;
    private final int[] sizes;
    private final Map<String, float[][]> moments = new TreeMap<>();
    private OptionalDouble changedRate = OptionalDouble.empty();
    private long steps;

    MomentState(LearningRateSchedule learningRate, int[] parameterSizes, String... momentNames) {
        this.learningRate = learningRate;
        this.sizes = parameterSizes.clone();
        for (int size : sizes) {
            Require.atLeast("parameter size", size, 0, "pass the number of elements of each parameter");
        }
        for (String name : momentNames) {
            moments.put(name, Arrays.stream(sizes).mapToObj(float[]::new).toArray(float[][]::new));
        }
    }

    /**
     * Updates some elements of one parameter, and their moments.
     *
     * @param index the parameter
     * @param from the first of the elements, within the parameter and its moments
     * @param count number of elements
     * @param parameter the elements, from index 0
     * @param gradient their gradients, from index 0
     */
    abstract void update(int index, int from, int count, float[] parameter, float[] gradient, Step step);

    /** The moment of this name, one array per parameter; {@link #restore} replaces it, so do not keep a reference. */
    final float[][] moment(String name) {
        return moments.get(name);
    }

    @Override
    public final void update(float[][] parameters, float[][] gradients, double noiseDeviation) {
        checkSizes("parameters", parameters);
        checkSizes("gradients", gradients);
        Step step = begin(noiseDeviation);
        for (int i = 0; i < sizes.length; i++) {
            update(i, 0, sizes[i], parameters[i], gradients[i], step);
        }
    }

    @Override
    public final Optional<BlockUpdate> beginBlocks(double noiseDeviation) {
        Step step = begin(noiseDeviation);
        return Optional.of((parameter, from, count, elements, gradients) ->
                update(parameter, from, count, elements, gradients, step));
    }

    private Step begin(double noiseDeviation) {
        Require.nonNegative("noiseDeviation", noiseDeviation, "pass 0 for gradients without noise");
        double rate = changedRate.isPresent() ? changedRate.getAsDouble() : learningRate.at(steps);
        if (!(rate >= 0 && rate <= Double.MAX_VALUE)) {
            throw new IllegalStateException("the learning rate must be non-negative and finite, found " + rate
                    + " at step " + steps + ": correct the schedule " + learningRate);
        }
        steps++;
        return new Step(rate, steps, noiseDeviation * noiseDeviation);
    }

    @Override
    public final void changeLearningRate(double rate) {
        changedRate = OptionalDouble.of(Require.nonNegative("learningRate", rate, "pass for example 0.1"));
    }

    @Override
    public final OptionalDouble learningRate() {
        return changedRate;
    }

    @Override
    public final long steps() {
        return steps;
    }

    @Override
    public final OptimizerSnapshot snapshot() {
        return new OptimizerSnapshot(steps, moments, changedRate);
    }

    @Override
    public final void restore(OptimizerSnapshot snapshot) {
        if (!snapshot.moments().keySet().equals(moments.keySet())) {
            throw Require.broken(
                    "the snapshot's moments",
                    "must be " + moments.keySet(),
                    snapshot.moments().keySet(),
                    "restore it with the optimizer that created it");
        }
        snapshot.moments().forEach((name, moment) -> checkSizes("moment " + name, moment));
        moments.putAll(new OptimizerSnapshot(snapshot.steps(), snapshot.moments()).moments());
        changedRate = snapshot.learningRate();
        steps = snapshot.steps();
    }

    private void checkSizes(String name, float[][] arrays) {
        int[] found = Arrays.stream(arrays).mapToInt(array -> array.length).toArray();
        if (!Arrays.equals(found, sizes)) {
            throw Require.broken(
                    name,
                    "must have the sizes " + Arrays.toString(sizes),
                    Arrays.toString(found),
                    "pass the arrays of the network that this state was created for");
        }
    }
}
