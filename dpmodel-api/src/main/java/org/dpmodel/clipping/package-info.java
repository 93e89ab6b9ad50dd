/**
 * Clip mechanisms: bounds on how far one unit can move the sum, applied by the step graph and relied on by the
 * accountant.
 */
package org.dpmodel.clipping;
