package org.dpmodel.spark.ml;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.spark.ml.attribute.AttributeGroup;
import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.util.DefaultParamsWritable;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.NumericType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.dpmodel.DPModelBuilder;
import org.dpmodel.callback.Callback;
import org.dpmodel.clipping.ClipMechanisms;
import org.dpmodel.models.MultilayerPerceptron;
import org.dpmodel.nn.Network;
import org.dpmodel.noise.NoiseMechanisms;
import org.dpmodel.optimizer.Optimizers;
import org.dpmodel.sampling.PoissonSampling;
import org.dpmodel.spark.LossSource;
import org.dpmodel.spark.RecordColumns;
import org.dpmodel.spark.SparkDPModel;

/**
 * Base of estimators that train privately, {@link DPClassifier} and {@link DPRegressor}.
 *
 * <p><b>The guarantee covers only the training.</b> Earlier stages must not look at the records: a fitted indexer takes
 * its categories and their order from them, a scaler its means and ranges, an imputer its medians, and the fitted
 * stages are saved exactly, with the model. Instead, configure stages with what is known without the data: categories
 * by {@code new StringIndexerModel(labels)}, ranges by a {@code SQLTransformer}.
 *
 * @param <S> the estimator
 * @param <M> the model that it creates
 */
public abstract sealed class DPPredictor<S extends DPPredictor<S, M>, M extends DPPredictionModel<M>>
        extends TrainingParams<S, M> implements DefaultParamsWritable permits DPClassifier, DPRegressor {
    private static final long serialVersionUID = 1;

    private static final String VALIDATORS = "org.apache.spark.ml.tuning.";

    private final Param<String> idCol;
    private final Param<String> featuresCol;
    private final Param<String> labelCol;
    private final Param<String> predictionCol;

    DPPredictor(String uid) {
        super(uid);
        idCol = new Param<>(this, "idCol", "column that identifies records: whole numbers or strings");
        featuresCol = new Param<>(this, "featuresCol", "column of vectors");
        labelCol = new Param<>(this, "labelCol", "column to predict");
        predictionCol = new Param<>(this, "predictionCol", "column that predictions are written to");
        setDefault(featuresCol, "features");
        setDefault(labelCol, "label");
        setDefault(predictionCol, "prediction");
    }

    /** Creates the trained model from a saved network. */
    abstract M model(byte[] onnx);

    abstract LossSource loss();

    abstract RecordColumns target(RecordColumns columns);

    /** The number of the network's outputs, from public information. */
    abstract int outputs(StructField label);

    /**
     * The column that identifies records; must be set. See {@link RecordColumns#id}.
     *
     * @return the param
     */
    public final Param<String> idCol() {
        return idCol;
    }

    /**
     * Sets the column that identifies records.
     *
     * @param column whole numbers or strings, no two equal; each record is one unit of privacy
     * @return this
     */
    public final S setIdCol(String column) {
        return put(idCol, column);
    }

    /**
     * The column of vectors that the network reads; {@code features} by default.
     *
     * @return the param
     */
    public final Param<String> featuresCol() {
        return featuresCol;
    }

    /**
     * Names the column of vectors that the network reads.
     *
     * @param column of vectors
     * @return this
     */
    public final S setFeaturesCol(String column) {
        return put(featuresCol, column);
    }

    /**
     * The column to predict; {@code label} by default.
     *
     * @return the param
     */
    public final Param<String> labelCol() {
        return labelCol;
    }

    /**
     * Names the column to predict.
     *
     * @param column of numbers
     * @return this
     */
    public final S setLabelCol(String column) {
        return put(labelCol, column);
    }

    /**
     * The column that predictions are written to; {@code prediction} by default.
     *
     * @return the param
     */
    public final Param<String> predictionCol() {
        return predictionCol;
    }

    /**
     * Names the column that predictions are written to.
     *
     * @param column a new one
     * @return this
     */
    public final S setPredictionCol(String column) {
        return put(predictionCol, column);
    }

    /**
     * Trains.
     *
     * @param dataset the records, each one unit of privacy
     * @return the model
     * @throws IllegalArgumentException if a param is missing or contradicts another, or a record does not fit
     */
    @Override
    public final M fit(Dataset<?> dataset) {
        return fit(dataset, List.of());
    }

    /**
     * Trains with callbacks.
     *
     * @param dataset the records, each one unit of privacy
     * @param callbacks what watches the run, in order, on the driver
     * @return the model
     * @throws IllegalArgumentException if a param is missing or contradicts another, a record does not fit, or a seed is set
     *     under a validator of Spark ML
     */
    public final M fit(Dataset<?> dataset, List<? extends Callback> callbacks) {
        refuseSeedUnderValidator();
        transformSchema(dataset.schema());
        Dataset<Row> rows = dataset.toDF();
        SparkDPModel.Builder builder = SparkDPModel.builder(network(rows.schema()), loss())
                .model(known -> settings(known, rows))
                .records(target(RecordColumns.id($(idCol)).features($(featuresCol))));
        if (isSet(partitions())) {
            builder.partitions((Integer) $(partitions()));
        }
        try (SparkDPModel model = builder.build()) {
            model.train((Integer) $(epochs()), rows, callbacks);
            M trained = copyValues(model(OnnxBytes.of(model)), new ParamMap());
            return trained.setParent(this);
        }
    }

    /**
     * A validator fits copies of an estimator, which cannot be told from others. But it does so within its own method {@code fit},
     * also where it lets several threads do it.
     */
    private void refuseSeedUnderValidator() {
        if (isSet(seed())
                && StackWalker.getInstance()
                        .walk(frames ->
                                frames.anyMatch(frame -> frame.getClassName().startsWith(VALIDATORS)))) {
            throw new IllegalArgumentException(
                    "seed must not be set under a validator of Spark ML, found one: all folds, settings and the last training would"
                            + " draw the same noise, which cancels out between them; call clear(seed()), and pass no seeds as"
                            + " candidates");
        }
    }

    private void settings(DPModelBuilder known, Dataset<Row> rows) {
        known.optimizer(Optimizers.momentum((Double) $(learningRate()), (Double) $(momentum())))
                .clipping(ClipMechanisms.fixed((Double) $(clippingNorm())))
                .sampling(new PoissonSampling((Integer) $(expectedBatchSize())))
                .delta((Double) $(delta()));
        if (isSet(targetEpsilon())) {
            known.targetEpsilon((Double) $(targetEpsilon()), (Double) $(delta()))
                    .epochs((Integer) $(epochs()))
                    .datasetSize(Math.toIntExact(rows.count()));
        } else {
            known.noise(NoiseMechanisms.gaussian((Double) $(noiseMultiplier())));
        }
        if (isSet(seed())) {
            known.seed((Long) $(seed()));
        }
    }

    private Network network(StructType schema) {
        if (isSet(networkFile())) {
            try {
                return Network.fromOnnx(Path.of($(networkFile())));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        int features =
                AttributeGroup.fromStructField(schema.apply($(featuresCol))).size();
        if (features < 1) {
            throw new IllegalArgumentException(
                    "featuresCol " + $(featuresCol) + " must have metadata with the size of its vectors, found none: "
                            + "assemble it with a VectorAssembler, add a VectorSizeHint, or set networkFile");
        }
        int[] widths = IntStream.concat(
                        IntStream.of($(hiddenLayers())), IntStream.of(outputs(schema.apply($(labelCol)))))
                .toArray();
        return MultilayerPerceptron.network(new long[] {features}, widths);
    }

    /**
     * The schema of the model's output.
     *
     * @param schema of the records
     * @return with the columns of predictions
     * @throws IllegalArgumentException if a param is missing or contradicts another, or a column is missing or of a wrong type
     */
    @Override
    public final StructType transformSchema(StructType schema) {
        if (!isSet(idCol)) {
            throw new IllegalArgumentException(
                    "idCol must be set, found none: name the column that identifies records with setIdCol, or write "
                            + "one out with RecordIds.written");
        }
        if (isSet(noiseMultiplier()) == isSet(targetEpsilon())) {
            throw new IllegalArgumentException("one of noiseMultiplier and targetEpsilon must be set, found "
                    + (isSet(targetEpsilon()) ? "both" : "none")
                    + ": call setTargetEpsilon(3), or setNoiseMultiplier(1)");
        }
        DPPredictionModel.requireColumn(schema, $(idCol));
        DPPredictionModel.requireColumn(schema, $(labelCol));
        if (!(schema.apply($(labelCol)).dataType() instanceof NumericType)) {
            throw new IllegalArgumentException("labelCol " + $(labelCol) + " must hold numbers, found "
                    + schema.apply($(labelCol)).dataType().simpleString()
                    + ": index classes with new StringIndexerModel(labels)");
        }
        return copyValues(model(new byte[0]), new ParamMap()).transformSchema(schema);
    }

    static boolean isVector(StructField field) {
        return field.dataType().equals(SQLDataTypes.VectorType());
    }
}
