package org.dpmodel.spark.ml;

import org.apache.spark.ml.Estimator;
import org.apache.spark.ml.param.DoubleParam;
import org.apache.spark.ml.param.IntArrayParam;
import org.apache.spark.ml.param.IntParam;
import org.apache.spark.ml.param.LongParam;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.ParamValidators;

/**
 * The params of a private training that are not about columns. Mutable, as Spark's estimators are.
 *
 * @param <S> the estimator
 * @param <M> the model that it creates
 */
public abstract sealed class TrainingParams<S extends TrainingParams<S, M>, M extends DPPredictionModel<M>>
        extends Estimator<M> permits DPPredictor {
    private static final long serialVersionUID = 1;

    private final String uid;
    private final Param<String> networkFile;
    private final IntArrayParam hiddenLayers;
    private final IntParam epochs;
    private final IntParam expectedBatchSize;
    private final DoubleParam learningRate;
    private final DoubleParam momentum;
    private final DoubleParam clippingNorm;
    private final DoubleParam noiseMultiplier;
    private final DoubleParam targetEpsilon;
    private final DoubleParam delta;
    private final IntParam partitions;
    private final LongParam seed;

    /** Params name their owner when they are created, so the name comes first. */
    TrainingParams(String uid) {
        this.uid = uid;
        networkFile = new Param<>(this, "networkFile", "ONNX file of the network, on the driver");
        hiddenLayers =
                new IntArrayParam(this, "hiddenLayers", "widths of dense layers with tanh, without a networkFile");
        epochs = new IntParam(this, "epochs", "number of passes over the dataset", ParamValidators.gtEq(1));
        expectedBatchSize =
                new IntParam(this, "expectedBatchSize", "expected records per step", ParamValidators.gtEq(1));
        learningRate = new DoubleParam(this, "learningRate", "learning rate", ParamValidators.gt(0));
        momentum =
                new DoubleParam(this, "momentum", "momentum, 0 for none", ParamValidators.inRange(0, 1, true, false));
        clippingNorm = new DoubleParam(
                this, "clippingNorm", "norm that a record's gradient is clipped to", ParamValidators.gt(0));
        noiseMultiplier = new DoubleParam(
                this, "noiseMultiplier", "standard deviation of the noise / clipping norm", ParamValidators.gt(0));
        targetEpsilon = new DoubleParam(
                this, "targetEpsilon", "epsilon that the training may cost at delta", ParamValidators.gt(0));
        delta = new DoubleParam(
                this, "delta", "delta of epsilon and statement", ParamValidators.inRange(0, 1, false, false));
        partitions = new IntParam(this, "partitions", "partitions of the records", ParamValidators.gtEq(1));
        seed = new LongParam(this, "seed", "seed of all draws and of the noise; not private unless it stays secret");
        setDefault(hiddenLayers, new int[0]);
        setDefault(epochs, 10);
        setDefault(expectedBatchSize, 256);
        setDefault(learningRate, 0.1);
        setDefault(momentum, 0.9);
        setDefault(clippingNorm, 1.0);
        setDefault(delta, 1e-5);
    }

    /** This. */
    abstract S self();

    @Override
    public final String uid() {
        return uid;
    }

    /**
     * The network's file.
     *
     * @return the param
     */
    public final Param<String> networkFile() {
        return networkFile;
    }

    /**
     * Trains the network of an ONNX file instead of dense layers.
     *
     * @param file path on the driver
     * @return this
     */
    public final S setNetworkFile(String file) {
        return put(networkFile, file);
    }

    /**
     * Widths of hidden layers; none by default, which is a linear model.
     *
     * @return the param
     */
    public final IntArrayParam hiddenLayers() {
        return hiddenLayers;
    }

    /**
     * Sets the widths of hidden layers, each followed by tanh.
     *
     * @param widths of the layers between features and outputs
     * @return this
     */
    public final S setHiddenLayers(int... widths) {
        return put(hiddenLayers, widths);
    }

    /**
     * Number of passes over the dataset; 10 by default.
     *
     * @return the param
     */
    public final IntParam epochs() {
        return epochs;
    }

    /**
     * Sets the number of passes over the dataset.
     *
     * @param value at least 1
     * @return this
     */
    public final S setEpochs(int value) {
        return put(epochs, value);
    }

    /**
     * Expected records of a step, which are drawn by Poisson sampling; 256 by default.
     *
     * @return the param
     */
    public final IntParam expectedBatchSize() {
        return expectedBatchSize;
    }

    /**
     * Sets the expected records per step.
     *
     * @param value at least 1
     * @return this
     */
    public final S setExpectedBatchSize(int value) {
        return put(expectedBatchSize, value);
    }

    /**
     * The learning rate; 0.1 by default.
     *
     * @return the param
     */
    public final DoubleParam learningRate() {
        return learningRate;
    }

    /**
     * Sets the learning rate.
     *
     * @param value positive
     * @return this
     */
    public final S setLearningRate(double value) {
        return put(learningRate, value);
    }

    /**
     * The momentum; 0.9 by default.
     *
     * @return the param
     */
    public final DoubleParam momentum() {
        return momentum;
    }

    /**
     * Sets the momentum.
     *
     * @param value in [0, 1)
     * @return this
     */
    public final S setMomentum(double value) {
        return put(momentum, value);
    }

    /**
     * The clipping norm for the gradient of each record; 1 by default.
     *
     * @return the param
     */
    public final DoubleParam clippingNorm() {
        return clippingNorm;
    }

    /**
     * Sets the clipping norm for the gradient of each record.
     *
     * @param value positive
     * @return this
     */
    public final S setClippingNorm(double value) {
        return put(clippingNorm, value);
    }

    /**
     * Standard deviation of the noise over the clipping norm; this or the target must be set.
     *
     * @return the param
     */
    public final DoubleParam noiseMultiplier() {
        return noiseMultiplier;
    }

    /**
     * Sets the noise.
     *
     * @param value positive
     * @return this
     */
    public final S setNoiseMultiplier(double value) {
        return put(noiseMultiplier, value);
    }

    /**
     * The epsilon that the training may cost, for which the noise is solved; this or the noise must be set.
     *
     * @return the param
     */
    public final DoubleParam targetEpsilon() {
        return targetEpsilon;
    }

    /**
     * Sets the epsilon that the training may cost at {@link #delta}. The records are counted for it.
     *
     * @param value positive
     * @return this
     */
    public final S setTargetEpsilon(double value) {
        return put(targetEpsilon, value);
    }

    /**
     * Delta of target and statement; 1e-5 by default.
     *
     * @return the param
     */
    public final DoubleParam delta() {
        return delta;
    }

    /**
     * Sets delta. Choose it well below 1 / number of records.
     *
     * @param value in (0, 1)
     * @return this
     */
    public final S setDelta(double value) {
        return put(delta, value);
    }

    /**
     * The number of partitions into which records are divided; Spark's default parallelism if not set.
     *
     * @return the param
     */
    public final IntParam partitions() {
        return partitions;
    }

    /**
     * Sets the number of partitions into which records are divided.
     *
     * @param value at least 1
     * @return this
     */
    public final S setPartitions(int value) {
        return put(partitions, value);
    }

    /**
     * The seed, which has no default, unlike those of Spark's own estimators, since noise that can be repeated can be
     * removed.
     *
     * @return the param
     */
    public final LongParam seed() {
        return seed;
    }

    /**
     * Sets the seed. Anyone who reads it can remove the noise. It is not saved with the model, but it is with the estimator,
     * and with whatever contains the estimator, such as a {@code Pipeline} that was not fitted.
     *
     * <p>One seed is for one training. {@code CrossValidator} and {@code TrainValidationSplit} would draw the same noise for
     * all folds, settings and the last training, so that it cancels out between them, and save the seed with their models:
     * a seed is refused there. It cannot be recognized in validators and loops of your own.
     *
     * @param value a number that stays secret
     * @return this
     */
    public final S setSeed(long value) {
        return put(seed, value);
    }

    final <T> S put(Param<T> param, T value) {
        set(param, value);
        return self();
    }
}
