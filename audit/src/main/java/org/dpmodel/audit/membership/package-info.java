/** Membership inference: attacks on a trained model by its losses alone. */
package org.dpmodel.audit.membership;
