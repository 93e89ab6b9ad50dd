package org.dpmodel.spark;

import java.io.Serializable;

/**
 * What only one partition's task receives for a step: it is sent with the task.
 *
 * @param partition its number
 * @param drawn the drawn positions of the partition, in the step's secret order
 * @param digest of the records that the training began with
 */
record PartOrder(int partition, int[] drawn, String digest) implements Serializable {}
