package org.dpmodel.spark.ml;

import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.util.MLReader;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.Metadata;
import org.apache.spark.sql.types.StructField;

/** A regression model that {@link DPRegressor} trained. It adds a column with the network's output. */
public final class DPRegressionModel extends DPPredictionModel<DPRegressionModel> {
    private static final long serialVersionUID = 1;

    DPRegressionModel(String uid, byte[] onnx) {
        super(uid, onnx);
    }

    /**
     * Reads a saved model, for Spark ML.
     *
     * @return the reader
     */
    public static MLReader<DPRegressionModel> read() {
        return reader(DPRegressionModel.class, DPRegressionModel::new);
    }

    /**
     * Reads a saved model.
     *
     * @param path where it was saved
     * @return the model
     */
    public static DPRegressionModel load(String path) {
        return read().load(path);
    }

    @Override
    StructField[] columns() {
        return new StructField[] {new StructField($(predictionCol()), DataTypes.DoubleType, true, Metadata.empty())};
    }

    @Override
    PredictionHead head() {
        return PredictionHead.NUMBER;
    }

    @Override
    public DPRegressionModel copy(ParamMap extra) {
        return copyValues(new DPRegressionModel(uid(), onnx()), extra).setParent(parent());
    }
}
