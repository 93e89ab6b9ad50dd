package org.dpmodel.spark;

import java.io.Serializable;
import java.util.function.Supplier;
import org.dpmodel.graph.loss.Loss;

/**
 * Creates the loss on the driver and on each executor, for example {@code Losses::softmaxCrossEntropy} or
 * {@code () -> Losses.huber(1)}. It is sent like Spark's closures; the loss itself need not be serializable.
 */
@FunctionalInterface
public interface LossSource extends Supplier<Loss>, Serializable {}
