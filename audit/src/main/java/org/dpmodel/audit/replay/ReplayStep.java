package org.dpmodel.audit.replay;

import java.util.BitSet;

/**
 * What the first run did in a step.
 *
 * @param values what was released; its own copy
 * @param noiseDeviation standard deviation of the noise on each number
 * @param read the records that were read
 */
record ReplayStep(float[][] values, double noiseDeviation, BitSet read) {}
