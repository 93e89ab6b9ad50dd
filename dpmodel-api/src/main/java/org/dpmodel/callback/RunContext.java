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
     * How many epochs this call of {@code train} makes.
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
     * The step over the whole life of the model.
     *
     * @return counted from 1; 0 before the first
     */
    long step();

    /**
     * What was charged for the present step.
     *
     * @return the event, or nothing where an earlier step has paid for it
     */
    Optional<DpEvent> charged();

    /**
     * The clipping norm of the last step. Public: where it adapts, it follows a count with noise, which the step has paid for.
     *
     * @return positive and finite; nothing before the first step, and where nothing is clipped
     */
    OptionalDouble clippingNorm();

    /**
     * The learning rate of the next step.
     *
     * @return non-negative and finite
     */
    double learningRate();

    /**
     * Sets the learning rate of all steps from the next one on, in place of the optimizer's schedule; a resumed run keeps it.
     * The privacy statement does not depend on learning rates as long as they depend on no private data: decide by the step, by
     * public data or by the model, not by {@link #report}.
     *
     * @param learningRate non-negative and finite
     * @throws IllegalArgumentException if it is out of range
     * @throws UnsupportedOperationException if the optimizer is one of your own that has no such method
     */
    void changeLearningRate(double learningRate);

    /**
     * What the last step saw of the private data.
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

    /** Ends the training after the present step. */
    void requestStop();

    /**
     * Whether somebody has asked for the end.
     *
     * @return true after {@link #requestStop}, or when the training thread was interrupted
     */
    boolean stopRequested();
}
