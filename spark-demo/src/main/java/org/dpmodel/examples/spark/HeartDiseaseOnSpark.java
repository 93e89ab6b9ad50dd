package org.dpmodel.examples.spark;

import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.ml.*;
import org.apache.spark.ml.evaluation.BinaryClassificationEvaluator;
import org.apache.spark.ml.feature.*;
import org.apache.spark.sql.*;
import org.apache.spark.sql.types.StructType;
import org.dpmodel.spark.ml.*;

/**
 * Heart disease of patients in four hospitals: a pipeline of Spark ML from a CSV file to a saved model, at epsilon 3. See docs/spark.md.
 * Arguments: the file, and the folder to save to.
 */
public final class HeartDiseaseOnSpark {
    static final StructType COLUMNS = StructType.fromDDL(
            "id INT, age DOUBLE, sex STRING, dataset STRING, cp STRING, trestbps DOUBLE, chol DOUBLE, fbs STRING, restecg STRING,"
                    + " thalch DOUBLE, exang STRING, oldpeak DOUBLE, slope STRING, ca DOUBLE, thal STRING, num INT");

    /**
     * Ranges, and the values for missing ones, follow from what the columns mean, none from the file: no MinMaxScaler,
     * no Imputer.
     */
    static final List<String> NUMBERS = List.of(
            scaled("age", 20, 90, 55),
            scaled("trestbps", 80, 220, 130),
            scaled("chol", 100, 500, 240),
            scaled("thalch", 60, 220, 150),
            scaled("oldpeak", -3, 7, 0),
            scaled("ca", 0, 3, 0));

    /**
     * Categories are those of the codebook: a fitted StringIndexer would take them, and their order, from the patients.
     */
    static final String[] CATEGORIES = {"sex", "cp", "fbs", "restecg", "exang", "slope", "thal"};

    static final String[][] LABELS = {
        {"Male", "Female"},
        {"typical angina", "atypical angina", "non-anginal", "asymptomatic"},
        {"TRUE", "FALSE", "missing"},
        {"normal", "st-t abnormality", "lv hypertrophy", "missing"},
        {"TRUE", "FALSE", "missing"},
        {"upsloping", "flat", "downsloping", "missing"},
        {"normal", "fixed defect", "reversable defect", "missing"}
    };

    private HeartDiseaseOnSpark() {}

    private static String scaled(String column, double least, double most, double missing) {
        double middle = (least + most) / 2;
        return "(least(greatest(coalesce(%1$s, %2$s), %3$s), %4$s) - %5$s) / %6$s AS %1$s_scaled"
                .formatted(column, missing, least, most, middle, (most - least) / 2);
    }

    private static String[] named(String ending) {
        return Stream.of(CATEGORIES).map(name -> name + ending).toArray(String[]::new);
    }

    static Pipeline pipeline() {
        List<String> texts = Stream.of(CATEGORIES)
                .map(name -> "coalesce(%1$s, 'missing') AS %1$s_text".formatted(name))
                .toList();
        var rows = new SQLTransformer()
                .setStatement("SELECT id, " + String.join(", ", NUMBERS) + ", " + String.join(", ", texts)
                        + ", CASE WHEN num > 0 THEN 'ill' ELSE 'healthy' END AS health FROM __THIS__");
        var categories =
                new StringIndexerModel(LABELS).setInputCols(named("_text")).setOutputCols(named("_index"));
        // Its sizes are in the metadata that the line above writes, so it does not look at the rows.
        var oneHot = new OneHotEncoder()
                .setInputCols(named("_index"))
                .setOutputCols(named("_one"))
                .setDropLast(false);
        String[] scaled = {
            "age_scaled", "trestbps_scaled", "chol_scaled", "thalch_scaled", "oldpeak_scaled", "ca_scaled"
        };
        var features = new VectorAssembler()
                .setInputCols(
                        Stream.of(scaled, named("_one")).flatMap(Stream::of).toArray(String[]::new))
                .setOutputCol("features");
        var label = new StringIndexerModel(new String[] {"healthy", "ill"})
                .setInputCol("health")
                .setOutputCol("label");
        var classifier = new DPClassifier()
                .setIdCol("id")
                .setTargetEpsilon(3)
                .setEpochs(30)
                .setExpectedBatchSize(128)
                .setLearningRate(0.03);
        return new Pipeline().setStages(new PipelineStage[] {rows, categories, oneHot, features, label, classifier});
    }

    static Dataset<Row> patients(SparkSession spark, String file) {
        // A person never becomes two rows, and a malformed row is an error.
        return spark.read()
                .schema(COLUMNS)
                .option("header", true)
                .option("multiLine", true)
                .option("mode", "FAILFAST")
                .option("enforceSchema", false)
                .csv(file);
    }

    /**
     * Trains, saves, loads and measures, on the cluster that spark-submit names.
     *
     * @param args the file, and the folder to save to
     * @throws Exception if a file cannot be read or written
     */
    public static void main(String[] args) throws Exception {
        SparkSession spark = SparkSession.builder().appName("heart disease").getOrCreate();
        Dataset<Row> patients = patients(spark, args[0]);
        // The id determines who is held out.
        pipeline()
                .fit(patients.where("pmod(xxhash64(id), 4) > 0"))
                .write()
                .overwrite()
                .save(args[1]);

        PipelineModel saved = PipelineModel.load(args[1]);
        Dataset<Row> predicted = saved.transform(patients.where("pmod(xxhash64(id), 4) = 0"));
        System.out.println("AUC " + new BinaryClassificationEvaluator().evaluate(predicted));
        System.out.println(
                ((DPClassificationModel) saved.stages()[5]).privacyStatement().toText());
        spark.stop();
    }
}
