/**
 * Audits: what a training was seen to reveal, beside what it claims. They can find a mistake, and never prove that there is none.
 */
package org.dpmodel.audit;
