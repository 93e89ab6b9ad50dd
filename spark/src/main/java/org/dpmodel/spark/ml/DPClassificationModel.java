package org.dpmodel.spark.ml;

import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.util.MLReader;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.Metadata;
import org.apache.spark.sql.types.StructField;

/**
 * A classifier that {@link DPClassifier} trained. It adds columns with the network's outputs, the probabilities and the
 * most likely class.
 */
public final class DPClassificationModel extends DPPredictionModel<DPClassificationModel> {
    private static final long serialVersionUID = 1;

    private final Param<String> rawPredictionCol;
    private final Param<String> probabilityCol;

    DPClassificationModel(String uid, byte[] onnx) {
        super(uid, onnx);
        rawPredictionCol = new Param<>(this, "rawPredictionCol", "column that the network's outputs are written to");
        probabilityCol = new Param<>(this, "probabilityCol", "column that probabilities of classes are written to");
        setDefault(rawPredictionCol, "rawPrediction");
        setDefault(probabilityCol, "probability");
    }

    /**
     * Reads a saved model, for Spark ML.
     *
     * @return the reader
     */
    public static MLReader<DPClassificationModel> read() {
        return reader(DPClassificationModel.class, DPClassificationModel::new);
    }

    /**
     * Reads a saved model.
     *
     * @param path where it was saved
     * @return the model
     */
    public static DPClassificationModel load(String path) {
        return read().load(path);
    }

    /**
     * The column that the network's outputs are written to.
     *
     * @return the param
     */
    public Param<String> rawPredictionCol() {
        return rawPredictionCol;
    }

    /**
     * The column that probabilities of classes are written to.
     *
     * @return the param
     */
    public Param<String> probabilityCol() {
        return probabilityCol;
    }

    @Override
    StructField[] columns() {
        return new StructField[] {
            new StructField($(rawPredictionCol), SQLDataTypes.VectorType(), true, Metadata.empty()),
            new StructField($(probabilityCol), SQLDataTypes.VectorType(), true, Metadata.empty()),
            new StructField($(predictionCol()), DataTypes.DoubleType, true, Metadata.empty())
        };
    }

    @Override
    PredictionHead head() {
        return PredictionHead.CLASSES;
    }

    @Override
    public DPClassificationModel copy(ParamMap extra) {
        return copyValues(new DPClassificationModel(uid(), onnx()), extra).setParent(parent());
    }
}
