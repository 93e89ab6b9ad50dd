package org.dpmodel.callback;

/**
 * Watches a training run. Called on the training thread; an exception ends the training and reaches the caller of
 * {@code train}. MindSpore's names and order.
 */
public interface Callback {
    /**
     * Whether this may end a training by what the model has shown, such as a metric. Which step is the last then depends on
     * the data, and statements have the cost of all steps that were planned. A stop for any other reason, such as a signal
     * or a limit of time, is none of these.
     *
     * @return true if {@link RunContext#requestStop} may be called because of results; false unless overridden
     */
    default boolean endsByResults() {
        return false;
    }

    /**
     * Before the first step.
     *
     * @param context the run
     */
    default void onTrainBegin(RunContext context) {}

    /**
     * Before the first step of an epoch.
     *
     * @param context the run
     */
    default void onTrainEpochBegin(RunContext context) {}

    /**
     * Before a step.
     *
     * @param context the run
     */
    default void onTrainStepBegin(RunContext context) {}

    /**
     * After a step, when the parameters have been updated.
     *
     * @param context the run; its report is about this step
     */
    default void onTrainStepEnd(RunContext context) {}

    /**
     * After the last step of an epoch.
     *
     * @param context the run
     */
    default void onTrainEpochEnd(RunContext context) {}

    /**
     * After the last step, even if the training was stopped or failed.
     *
     * @param context the run
     */
    default void onTrainEnd(RunContext context) {}
}
