/** Watching what a training releases at the place where it goes to the optimizer. */
package org.dpmodel.audit.release;
