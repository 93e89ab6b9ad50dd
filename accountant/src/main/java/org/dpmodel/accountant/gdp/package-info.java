/** Gaussian differential privacy: the exact curve of Gaussian events, and an approximation for sampled ones. */
package org.dpmodel.accountant.gdp;
