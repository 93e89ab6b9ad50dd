package org.dpmodel.spark.ml;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.Arrays;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.ml.Model;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.util.DefaultParamsReader;
import org.apache.spark.ml.util.DefaultParamsWriter$;
import org.apache.spark.ml.util.MLReader;
import org.apache.spark.ml.util.MLWritable;
import org.apache.spark.ml.util.MLWriter;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.dpmodel.accountant.PrivacyStatement;
import org.dpmodel.checkpoint.Checkpoint;
import scala.Option;

/**
 * A privately trained model of Spark ML. When saved, its folder contains the params and {@code model.onnx}, which any
 * ONNX runtime can serve and whose metadata contains the privacy statement.
 *
 * @param <M> the model
 */
public abstract sealed class DPPredictionModel<M extends DPPredictionModel<M>> extends Model<M> implements MLWritable
        permits DPClassificationModel, DPRegressionModel {
    private static final long serialVersionUID = 1;
    private static final String FILE = "model.onnx";

    private final String uid;
    private final byte[] onnx;
    private final Param<String> featuresCol;
    private final Param<String> predictionCol;

    DPPredictionModel(String uid, byte[] onnx) {
        this.uid = uid;
        this.onnx = onnx;
        featuresCol = new Param<>(this, "featuresCol", "column of vectors");
        predictionCol = new Param<>(this, "predictionCol", "column that predictions are written to");
        setDefault(featuresCol, "features");
        setDefault(predictionCol, "prediction");
    }

    /** The columns that predictions are written to, in the order of {@link #head}. */
    abstract StructField[] columns();

    /** What is written from a network's outputs. */
    abstract PredictionHead head();

    @Override
    public final String uid() {
        return uid;
    }

    /**
     * The column of vectors that the network reads.
     *
     * @return the param
     */
    public final Param<String> featuresCol() {
        return featuresCol;
    }

    /**
     * The column that predictions are written to.
     *
     * @return the param
     */
    public final Param<String> predictionCol() {
        return predictionCol;
    }

    /**
     * The network as the bytes of an ONNX file, with the privacy statement in its metadata.
     *
     * @return a copy
     */
    public final byte[] onnx() {
        return onnx.clone();
    }

    /**
     * What the weights reveal about a record.
     *
     * @return a complete statement
     */
    public final PrivacyStatement privacyStatement() {
        return OnnxBytes.inFile(onnx, Checkpoint::read).statement().orElseThrow();
    }

    /**
     * Predicts, on the executors.
     *
     * @param dataset rows with the column of features
     * @return the rows with their predictions
     */
    @Override
    public final Dataset<Row> transform(Dataset<?> dataset) {
        StructType schema = transformSchema(dataset.schema());
        int features = dataset.schema().fieldIndex($(featuresCol));
        return dataset.toDF().mapPartitions(new PredictTask(onnx, features, head()), Encoders.row(schema));
    }

    /**
     * The schema of {@link #transform}.
     *
     * @param schema of the rows
     * @return with the columns of predictions
     * @throws IllegalArgumentException if there are no features, or a column of predictions already exists
     */
    @Override
    public final StructType transformSchema(StructType schema) {
        requireColumn(schema, $(featuresCol));
        StructField features = schema.apply($(featuresCol));
        if (!DPPredictor.isVector(features)) {
            throw new IllegalArgumentException("featuresCol " + features.name() + " must hold vectors, found "
                    + features.dataType().simpleString() + ": assemble them with a VectorAssembler");
        }
        StructType all = schema;
        for (StructField column : columns()) {
            if (Arrays.asList(all.fieldNames()).contains(column.name())) {
                throw new IllegalArgumentException("column " + column.name() + " must be a new one, found it among "
                        + Arrays.toString(all.fieldNames()) + ": drop it, or choose another name");
            }
            all = all.add(column);
        }
        return all;
    }

    static void requireColumn(StructType schema, String name) {
        if (!Arrays.asList(schema.fieldNames()).contains(name)) {
            throw new IllegalArgumentException("the dataset must have the column " + name + ", found "
                    + Arrays.toString(schema.fieldNames()) + ": set its name");
        }
    }

    @Override
    public final MLWriter write() {
        return new MLWriter() {
            @Override
            public void saveImpl(String path) {
                DPPredictionModel<M> model = DPPredictionModel.this;
                DefaultParamsWriter$.MODULE$.saveMetadata(model, path, sparkSession(), Option.empty(), Option.empty());
                Path file = new Path(path, FILE);
                try (OutputStream out = fileSystem(file, this.sparkSession()).create(file, true)) {
                    out.write(onnx);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }
        };
    }

    private static FileSystem fileSystem(Path file, org.apache.spark.sql.SparkSession session) throws IOException {
        return file.getFileSystem(session.sparkContext().hadoopConfiguration());
    }

    /** Creates a model from its name and file. */
    @FunctionalInterface
    interface Maker<M> {
        M make(String uid, byte[] onnx);
    }

    static <M extends DPPredictionModel<M>> MLReader<M> reader(Class<M> type, Maker<M> maker) {
        return new MLReader<>() {
            @Override
            public M load(String path) {
                DefaultParamsReader.Metadata metadata =
                        DefaultParamsReader.loadMetadata(path, sparkSession(), type.getName());
                Path file = new Path(path, FILE);
                try (var in = fileSystem(file, sparkSession()).open(file)) {
                    M model = maker.make(metadata.uid(), in.readAllBytes());
                    metadata.getAndSetParams(model, Option.empty());
                    return model;
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }
        };
    }
}
