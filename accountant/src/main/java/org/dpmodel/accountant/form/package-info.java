/**
 * The forms that events reduce to and accountants charge, one record each. {@link org.dpmodel.accountant.form.ReducedForm}
 * says what a form is; a new one is refused by every accountant until that accountant learns its cost.
 */
package org.dpmodel.accountant.form;
