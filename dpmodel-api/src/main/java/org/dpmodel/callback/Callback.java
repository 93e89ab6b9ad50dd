package org.dpmodel.callback;

/**
 * Watches a training run. Called on the training thread; an exception ends the training and reaches the caller of
 * {@code train}. MindSpore's names and order.
 */
public interface Callback {
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
