package org.dpmodel.callback;

import java.util.Optional;
import java.util.OptionalDouble;
import org.dpmodel.accountant.DpEvent;

/**
 * The progress of a training run. Everything except {@link #report} is public: it does not depend on the data. Valid
 * only during the callback it is passed to, on the training thread.
 */
public interface RunContext {
    /**
     * The model in training: its parameters, its ledger, its statement so far.
     *
     * @return the model
     */
    ModelInTraining model();

    /**
     * The epoch.
     *
     * @return counted from 1 within this call of {@code train}, or within the one that it resumes
     */
    int epoch();

    /**
     * The number of epochs of this call of {@code train}.
     *
     * @return at least 1
     */
    int epochs();

    /**
     * The step within the epoch.
     *
     * @return counted from 1; 0 before the first
     */
    int stepInEpoch();

    /**
     * How many steps an epoch has.
     *
     * @return at least 1
     */
    int stepsPerEpoch();

    /**
     * The step, counted over all trainings of the model.
     *
     * @return counted from 1; 0 before the first
     */
    long step();

    /**
     * The charge of the present step.
     *
     * @return the event, or empty if an earlier step has paid for it
     */
    Optional<DpEvent> charged();

    /**
     * The clipping norm of the last step. Public: if it adapts, it follows a noisy count, which the step has paid for.
     *
     * @return positive and finite; empty before the first step, and if nothing is clipped
     */
    OptionalDouble clippingNorm();

    /**
     * The learning rate of the next step.
     *
     * @return non-negative and finite
     */
    double learningRate();

    /**
     * Sets the learning rate of all steps from the next one on, in place of the optimizer's schedule; a resumed run keeps
     * it. Learning rates do not affect the privacy statement as long as they do not depend on private data: choose them
     * by the step, by public data or by the model, not by {@link #report}.
     *
     * @param learningRate non-negative and finite
     * @throws IllegalArgumentException if it is out of range
     * @throws UnsupportedOperationException if the optimizer is your own and does not support this
     */
    void changeLearningRate(double learningRate);

    /**
     * What the last step observed in the private data.
     *
     * @return the report, marked as sensitive
     * @throws IllegalStateException before the first step has ended
     */
    Sensitive<StepReport> report();

    /**
     * Whether the training ends because the next step would exceed the privacy budget.
     *
     * @return false without a budget
     */
    boolean budgetReached();

    /**
     * Whether the model's statement has the cost of all planned steps from the first one on, since results may end this
     * training or could have ended an earlier one.
     *
     * @return false unless a callback {@linkplain Callback#endsByResults ends trainings by results}
     */
    default boolean isChargedAsPlanned() {
        return false;
    }

    /**
     * Ends the training after the present step. A callback that calls this because of what the model has shown must say so
     * by {@link Callback#endsByResults}.
     */
    void requestStop();

    /**
     * Whether a stop was requested.
     *
     * @return true after {@link #requestStop}, or when the training thread was interrupted
     */
    boolean stopRequested();
}
