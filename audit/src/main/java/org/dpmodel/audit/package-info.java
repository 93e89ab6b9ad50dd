/**
 * Audits: measurements of what a training reveals, compared with its claim. They can find a mistake, but never prove
 * that there is none.
 */
package org.dpmodel.audit;
