/** Noise for the sum of clipped gradients. */
package org.dpmodel.noise;
