package org.dpmodel.optimizer;

import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import org.dpmodel.validation.Require;

/** Makes optimizers. */
public final class Optimizers {
    private static final double DEFAULT_MOMENTUM = 0.9;

    private Optimizers() {}

    /**
     * Stochastic gradient descent with a constant learning rate.
     *
     * @param learningRate non-negative and finite
     * @return the optimizer
     * @throws IllegalArgumentException if {@code learningRate} is out of range
     */
    public static Sgd sgd(double learningRate) {
        return sgd(LearningRateSchedule.constant(learningRate));
    }

    /**
     * Stochastic gradient descent.
     *
     * @param learningRate by step
     * @return the optimizer
     */
    public static Sgd sgd(LearningRateSchedule learningRate) {
        return new Sgd(learningRate, 0);
    }

    /**
     * Momentum with a constant learning rate.
     *
     * @param learningRate non-negative and finite
     * @param momentum in [0, 1); 0.9 is usual
     * @return the optimizer
     * @throws IllegalArgumentException if a number is out of range
     */
    public static Momentum momentum(double learningRate, double momentum) {
        return momentum(LearningRateSchedule.constant(learningRate), momentum);
    }

    /**
     * Momentum.
     *
     * @param learningRate by step
     * @param momentum in [0, 1); 0.9 is usual
     * @return the optimizer
     * @throws IllegalArgumentException if {@code momentum} is out of range
     */
    public static Momentum momentum(LearningRateSchedule learningRate, double momentum) {
        return new Momentum(learningRate, momentum, false, 0);
    }

    /**
     * Nesterov's momentum with a constant learning rate.
     *
     * @param learningRate non-negative and finite
     * @param momentum in [0, 1); 0.9 is usual
     * @return the optimizer
     * @throws IllegalArgumentException if a number is out of range
     */
    public static Momentum nesterov(double learningRate, double momentum) {
        return nesterov(LearningRateSchedule.constant(learningRate), momentum);
    }

    /**
     * Nesterov's momentum.
     *
     * @param learningRate by step
     * @param momentum in [0, 1); 0.9 is usual
     * @return the optimizer
     * @throws IllegalArgumentException if {@code momentum} is out of range
     */
    public static Momentum nesterov(LearningRateSchedule learningRate, double momentum) {
        return new Momentum(learningRate, momentum, true, 0);
    }

    /**
     * Adam with a constant learning rate and the usual other hyperparameters.
     *
     * @param learningRate non-negative and finite; 1e-3 is usual
     * @return the optimizer
     * @throws IllegalArgumentException if {@code learningRate} is out of range
     */
    public static Adam adam(double learningRate) {
        return adam(LearningRateSchedule.constant(learningRate));
    }

    /**
     * Adam with the usual other hyperparameters.
     *
     * @param learningRate by step
     * @return the optimizer
     */
    public static Adam adam(LearningRateSchedule learningRate) {
        return new Adam(learningRate);
    }

    /**
     * Adam with decoupled weight decay of 0.01 and the usual other hyperparameters.
     *
     * @param learningRate by step
     * @return the optimizer
     */
    public static AdamW adamW(LearningRateSchedule learningRate) {
        return new AdamW(learningRate);
    }

    /**
     * DP-AdamBC, which is Adam with the variance of the privacy noise subtracted from its second moment.
     *
     * @param learningRate by step
     * @return the optimizer
     */
    public static AdamBC adamBC(LearningRateSchedule learningRate) {
        return new AdamBC(learningRate);
    }

    /**
     * Adagrad with the usual other hyperparameters.
     *
     * @param learningRate by step
     * @return the optimizer
     */
    public static Adagrad adagrad(LearningRateSchedule learningRate) {
        return new Adagrad(learningRate);
    }

    /**
     * Creates an optimizer from its name in a configuration or on a command line: "SGD", "Momentum" and "Nesterov" (both
     * with momentum 0.9), "Adam", "AdamW", "AdamBC" or "Adagrad", ignoring case.
     *
     * @param name the algorithm's name
     * @param learningRate by step
     * @return the optimizer
     * @throws IllegalArgumentException if no optimizer has this name; the message lists those that exist
     */
    public static Optimizer byName(String name, LearningRateSchedule learningRate) {
        Map<String, Function<LearningRateSchedule, Optimizer>> known = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        known.put("SGD", Optimizers::sgd);
        known.put("Momentum", schedule -> momentum(schedule, DEFAULT_MOMENTUM));
        known.put("Nesterov", schedule -> nesterov(schedule, DEFAULT_MOMENTUM));
        known.put("Adam", Optimizers::adam);
        known.put("AdamW", Optimizers::adamW);
        known.put("AdamBC", Optimizers::adamBC);
        known.put("Adagrad", Optimizers::adagrad);
        Function<LearningRateSchedule, Optimizer> constructor = known.get(name);
        if (constructor == null) {
            throw Require.broken("optimizer", "must be one of " + known.keySet(), name, "correct the name");
        }
        return constructor.apply(learningRate);
    }
}
