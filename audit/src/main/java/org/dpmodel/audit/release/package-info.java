/** Observing what a training releases at the point where it reaches the optimizer. */
package org.dpmodel.audit.release;
