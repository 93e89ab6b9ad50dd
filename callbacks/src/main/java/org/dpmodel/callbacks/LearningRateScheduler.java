package org.dpmodel.callbacks;

import java.util.Objects;
import org.dpmodel.callback.Callback;
import org.dpmodel.callback.RunContext;

/**
 * Sets the learning rate by a function of the current rate and the step or epoch. The name is MindSpore's and Keras's; if
 * the rates are known before the training, a {@link org.dpmodel.optimizer.LearningRateSchedule} does the same without a
 * callback.
 *
 * <pre>
 * model.train(10, train, List.of(LearningRateScheduler.byEpoch((rate, epoch) -&gt; epoch &lt; 6 ? 0.5 : 0.05)));
 * </pre>
 *
 * <p>The function does not see the data, so the privacy statement is not affected. As long as it returns the rate that it
 * was given, the rate follows the optimizer's schedule; from the first different value on, it no longer does. A resumed
 * run starts with the rate of its saved state and calls the function again: write a function that computes the rate from
 * the number, as above, not one that changes the rate at a single number, which may be among the lost steps.
 */
public final class LearningRateScheduler implements Callback {
    private final LearningRateFunction function;
    private final boolean byEpoch;

    private LearningRateScheduler(LearningRateFunction function, boolean byEpoch) {
        this.function = Objects.requireNonNull(function, "function");
        this.byEpoch = byEpoch;
    }

    /** A learning rate from the one before it. */
    @FunctionalInterface
    public interface LearningRateFunction {
        /**
         * Returns the rate of the steps that follow.
         *
         * @param rate the rate so far
         * @param number the step that has ended, counted from 1 over all trainings of the model; or the epoch that
         *     begins, counted from 1 in the call of {@code train}
         * @return non-negative and finite
         */
        double next(double rate, long number);
    }

    /**
     * Calls the function after each step, as MindSpore does.
     *
     * @param function of the rate so far and the step that has ended
     * @return the callback
     */
    public static LearningRateScheduler byStep(LearningRateFunction function) {
        return new LearningRateScheduler(function, false);
    }

    /**
     * Calls the function before each epoch, as Keras does.
     *
     * @param function of the rate so far and the epoch that begins
     * @return the callback
     */
    public static LearningRateScheduler byEpoch(LearningRateFunction function) {
        return new LearningRateScheduler(function, true);
    }

    @Override
    public void onTrainEpochBegin(RunContext context) {
        if (byEpoch) {
            ask(context, context.epoch());
        }
    }

    @Override
    public void onTrainStepEnd(RunContext context) {
        if (!byEpoch) {
            ask(context, context.step());
        }
    }

    private void ask(RunContext context, long number) {
        double rate = context.learningRate();
        double next = function.next(rate, number);
        if (next != rate) {
            context.changeLearningRate(next);
        }
    }
}
