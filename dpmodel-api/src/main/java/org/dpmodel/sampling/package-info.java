/**
 * Which examples a step draws. The privacy charge follows from the sampling scheme, so a scheme says exactly how it
 * draws.
 */
package org.dpmodel.sampling;
