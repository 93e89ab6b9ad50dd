/** Records with gradients of their own, and what the released steps of a training say of each. */
package org.dpmodel.audit.canary;
