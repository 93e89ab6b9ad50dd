/** Membership inference: attacks on a trained model that use only its losses. */
package org.dpmodel.audit.membership;
