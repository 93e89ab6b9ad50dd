/** Records with known gradients, and what the released steps of a training reveal about each. */
package org.dpmodel.audit.canary;
