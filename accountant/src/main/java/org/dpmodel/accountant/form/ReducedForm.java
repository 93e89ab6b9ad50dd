package org.dpmodel.accountant.form;

/**
 * A kind of release that accountants can charge. Events reduce to such forms; each accountant lists the forms that it
 * charges, and refuses all others.
 *
 * <p>Each form is an immutable record class that is either a {@link Step} or a {@link Sum}. It contains only public
 * numbers, relative to the sensitivity under the adjacency in use.
 */
public interface ReducedForm {

    /** A step; equal steps are counted, different ones are listed separately. */
    interface Step extends ReducedForm {}

    /**
     * A form for which a sequence is again a single form.
     *
     * @param <F> the form itself
     */
    interface Sum<F extends Sum<F>> extends ReducedForm {
        /**
         * This and then another.
         *
         * @param other the other
         * @return both
         */
        F plus(F other);

        /**
         * This several times.
         *
         * @param count number of repetitions, at least 1
         * @return the repetition
         */
        F times(long count);
    }
}
