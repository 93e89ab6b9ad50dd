package org.dpmodel.accountant.form;

/**
 * A kind of release whose cost accountants know. Events reduce to such forms; each accountant lists the forms that it
 * charges, and refuses all others.
 *
 * <p>A form is an immutable record of its own class and is either a {@link Step} or a {@link Sum}. It holds public numbers
 * only, relative to the sensitivity under the adjacency in use.
 */
public interface ReducedForm {

    /** A step; equal steps are counted, different ones stand beside each other. */
    interface Step extends ReducedForm {}

    /**
     * A form of which a sequence is one again.
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
         * @param count how often, at least 1
         * @return the repetition
         */
        F times(long count);
    }
}
