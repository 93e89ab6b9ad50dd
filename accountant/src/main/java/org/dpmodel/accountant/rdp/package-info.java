/** Rényi differential privacy: divergences of one step per order, their composition, and conversion to (epsilon, delta). */
package org.dpmodel.accountant.rdp;
