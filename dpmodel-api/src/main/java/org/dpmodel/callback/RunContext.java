package org.dpmodel.callback;

import java.util.Optional;
import org.dpmodel.accountant.DpEvent;

/**
 * Where a training run stands. All but {@link #report} is public: it does not depend on the data. Valid during the call
 * that it is passed to, on the training thread.
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
