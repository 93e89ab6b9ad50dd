package org.dpmodel.accountant;

import org.dpmodel.accountant.form.ReducedForm;

/**
 * An event that the library does not have and that reduces to a form that no accountant knows.
 *
 * @param epsilon privacy loss of the release
 */
record Staircase(double epsilon) implements DpEvent {
    @Override
    public ReducedEvent reduce(Adjacency adjacency) {
        return ReducedEvent.of(new StaircaseStep(epsilon));
    }

    /**
     * The form.
     *
     * @param epsilon privacy loss of the step
     */
    record StaircaseStep(double epsilon) implements ReducedForm.Step {}
}
