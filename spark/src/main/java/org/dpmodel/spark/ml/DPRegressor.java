package org.dpmodel.spark.ml;

import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.util.DefaultParamsReader;
import org.apache.spark.ml.util.Identifiable;
import org.apache.spark.ml.util.MLReader;
import org.apache.spark.sql.types.StructField;
import org.dpmodel.Losses;
import org.dpmodel.spark.LossSource;
import org.dpmodel.spark.RecordColumns;

/**
 * Trains a regression model privately, as a stage of a Spark ML pipeline, with mean squared error: a linear model,
 * dense layers, or the network of an ONNX file. Scale the label to about 1 beforehand, by a range that is known without
 * the data.
 *
 * <p><b>The guarantee covers only the training</b>: see {@link DPPredictor} for what earlier stages must not do.
 */
public final class DPRegressor extends DPPredictor<DPRegressor, DPRegressionModel> {
    private static final long serialVersionUID = 1;

    /** Creates it with a generated name. */
    public DPRegressor() {
        this(Identifiable.randomUID("dpregressor"));
    }

    /**
     * With a name.
     *
     * @param uid the name
     */
    public DPRegressor(String uid) {
        super(uid);
    }

    /**
     * Reads a saved estimator, for Spark ML.
     *
     * @return the reader
     */
    public static MLReader<DPRegressor> read() {
        return new DefaultParamsReader<>();
    }

    /**
     * Reads a saved estimator.
     *
     * @param path where it was saved
     * @return the estimator
     */
    public static DPRegressor load(String path) {
        return read().load(path);
    }

    @Override
    DPRegressor self() {
        return this;
    }

    @Override
    DPRegressionModel model(byte[] onnx) {
        return new DPRegressionModel(uid(), onnx);
    }

    @Override
    LossSource loss() {
        return Losses::meanSquaredError;
    }

    @Override
    RecordColumns target(RecordColumns columns) {
        return columns.targets($(labelCol()));
    }

    @Override
    int outputs(StructField label) {
        return 1;
    }

    @Override
    public DPRegressor copy(ParamMap extra) {
        return defaultCopy(extra);
    }
}
