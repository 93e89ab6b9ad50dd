package org.dpmodel.spark.ml;

import org.apache.spark.ml.attribute.Attribute;
import org.apache.spark.ml.attribute.BinaryAttribute;
import org.apache.spark.ml.attribute.NominalAttribute;
import org.apache.spark.ml.param.IntParam;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.param.ParamValidators;
import org.apache.spark.ml.util.DefaultParamsReader;
import org.apache.spark.ml.util.Identifiable;
import org.apache.spark.ml.util.MLReader;
import org.apache.spark.sql.types.StructField;
import org.dpmodel.Losses;
import org.dpmodel.spark.LossSource;
import org.dpmodel.spark.RecordColumns;

/**
 * Trains a classifier privately, as a stage of a Spark ML pipeline: a linear model, dense layers, or the network of an
 * ONNX file.
 *
 * <pre>
 * new DPClassifier().setIdCol("id").setTargetEpsilon(3).setEpochs(30).setExpectedBatchSize(128)
 * </pre>
 *
 * <p><b>The guarantee covers only the training</b>: see {@link DPPredictor} for what earlier stages must not do. The
 * number of classes comes from the label's metadata, which {@code StringIndexerModel} writes, or from
 * {@link #numClasses}; never from the records.
 */
public final class DPClassifier extends DPPredictor<DPClassifier, DPClassificationModel> {
    private static final long serialVersionUID = 1;

    private final IntParam numClasses;
    private final Param<String> rawPredictionCol;
    private final Param<String> probabilityCol;

    /** Creates it with a generated name. */
    public DPClassifier() {
        this(Identifiable.randomUID("dpclassifier"));
    }

    /**
     * With a name.
     *
     * @param uid the name
     */
    public DPClassifier(String uid) {
        super(uid);
        numClasses = new IntParam(this, "numClasses", "how many classes there are", ParamValidators.gtEq(2));
        rawPredictionCol = new Param<>(this, "rawPredictionCol", "column that the network's outputs are written to");
        probabilityCol = new Param<>(this, "probabilityCol", "column that probabilities of classes are written to");
        setDefault(rawPredictionCol, "rawPrediction");
        setDefault(probabilityCol, "probability");
    }

    /**
     * Reads a saved estimator, for Spark ML.
     *
     * @return the reader
     */
    public static MLReader<DPClassifier> read() {
        return new DefaultParamsReader<>();
    }

    /**
     * Reads a saved estimator.
     *
     * @param path where it was saved
     * @return the estimator
     */
    public static DPClassifier load(String path) {
        return read().load(path);
    }

    /**
     * The number of classes; from the label's metadata if not set.
     *
     * @return the param
     */
    public IntParam numClasses() {
        return numClasses;
    }

    /**
     * Sets the number of classes.
     *
     * @param value at least 2
     * @return this
     */
    public DPClassifier setNumClasses(int value) {
        return put(numClasses, value);
    }

    /**
     * The column that the network's outputs are written to; {@code rawPrediction} by default.
     *
     * @return the param
     */
    public Param<String> rawPredictionCol() {
        return rawPredictionCol;
    }

    /**
     * Names the column that the network's outputs are written to.
     *
     * @param column a new one
     * @return this
     */
    public DPClassifier setRawPredictionCol(String column) {
        return put(rawPredictionCol, column);
    }

    /**
     * The column that probabilities of classes are written to; {@code probability} by default.
     *
     * @return the param
     */
    public Param<String> probabilityCol() {
        return probabilityCol;
    }

    /**
     * Names the column that probabilities of classes are written to.
     *
     * @param column a new one
     * @return this
     */
    public DPClassifier setProbabilityCol(String column) {
        return put(probabilityCol, column);
    }

    @Override
    DPClassifier self() {
        return this;
    }

    @Override
    DPClassificationModel model(byte[] onnx) {
        return new DPClassificationModel(uid(), onnx);
    }

    @Override
    LossSource loss() {
        return Losses::softmaxCrossEntropy;
    }

    @Override
    RecordColumns target(RecordColumns columns) {
        return columns.label($(labelCol()));
    }

    @Override
    int outputs(StructField label) {
        if (isSet(numClasses)) {
            return (Integer) $(numClasses);
        }
        Attribute attribute = Attribute.fromStructField(label);
        if (attribute instanceof BinaryAttribute) {
            return 2;
        }
        if (attribute instanceof NominalAttribute nominal
                && nominal.getNumValues().isDefined()) {
            return (Integer) nominal.getNumValues().get();
        }
        throw new IllegalArgumentException("numClasses must be set if labelCol " + label.name()
                + " has no class metadata, found none: call setNumClasses, or index the classes with new "
                + "StringIndexerModel(labels)");
    }

    @Override
    public DPClassifier copy(ParamMap extra) {
        return defaultCopy(extra);
    }
}
