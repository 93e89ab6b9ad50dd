package org.dpmodel.spark.ml;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtSession;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.spark.ml.Pipeline;
import org.apache.spark.ml.PipelineModel;
import org.apache.spark.ml.PipelineStage;
import org.apache.spark.ml.evaluation.BinaryClassificationEvaluator;
import org.apache.spark.ml.evaluation.RegressionEvaluator;
import org.apache.spark.ml.feature.VectorSizeHint;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.dpmodel.accountant.PrivacyStatement;
import org.dpmodel.spark.SparkCluster;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The estimators of Spark ML on two executors in processes of their own: trained in a pipeline, saved, loaded and served. */
@Tag("slow")
class DPClassifierTest {
    private static Dataset<Row> records;

    @TempDir
    Path folder;

    @BeforeAll
    static void start() {
        records = records();
    }

    static Dataset<Row> records() {
        return SparkCluster.session()
                .createDataFrame(SparkCluster.rows(), SparkCluster.SCHEMA)
                .selectExpr("id", "x", "cast(y as double) as label")
                .withColumn(
                        "features",
                        org.apache.spark.ml.functions.array_to_vector(org.apache.spark.sql.functions.col("x")))
                .drop("x")
                .cache();
    }

    static DPClassifier classifier() {
        return new DPClassifier()
                .setIdCol("id")
                .setNumClasses(2)
                .setNoiseMultiplier(1)
                .setEpochs(4)
                .setExpectedBatchSize(60)
                .setLearningRate(0.3)
                .setHiddenLayers(8)
                .setPartitions(3)
                .setSeed(3);
    }

    static Pipeline pipeline(PipelineStage last) {
        return new Pipeline().setStages(new PipelineStage[] {
            new VectorSizeHint().setInputCol("features").setSize(4), last
        });
    }

    private static double auc(Dataset<Row> predicted) {
        return new BinaryClassificationEvaluator().evaluate(predicted);
    }

    private static List<Row> probabilities(Dataset<Row> predicted) {
        return predicted.select("id", "probability").orderBy("id").collectAsList();
    }

    @Test
    void aPipelineIsTrainedSavedLoadedAndServed() throws Exception {
        PipelineModel trained = pipeline(classifier()).fit(records);
        Dataset<Row> predicted = trained.transform(records);
        assertEquals(
                List.of("id", "label", "features", "rawPrediction", "probability", "prediction"),
                List.of(predicted.columns()));
        double auc = auc(predicted);
        System.out.println("AUC of DPClassifier " + auc);
        assertTrue(auc > 0.9, "auc " + auc);

        String saved = folder.resolve("model").toString();
        trained.write().save(saved);
        PipelineModel loaded = PipelineModel.load(saved);
        assertEquals(probabilities(predicted), probabilities(loaded.transform(records)));
        DPClassificationModel model = (DPClassificationModel) loaded.stages()[1];
        assertEquals(((DPClassificationModel) trained.stages()[1]).uid(), model.uid());
        PrivacyStatement statement = model.privacyStatement();
        assertEquals(16, statement.steps());
        assertTrue(statement.toText().contains("Seeded"), statement.toText());

        try (Stream<Path> files = Files.walk(Path.of(saved))) {
            Path onnx = files.filter(file -> file.endsWith("model.onnx"))
                    .findFirst()
                    .orElseThrow();
            assertServedAlike(onnx, predicted.collectAsList());
        }
        // The seed would take the noise away: it must not be beside a model that is published.
        try (Stream<Path> files = Files.walk(Path.of(saved))) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                assertFalse(
                        new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1).contains("\"seed\""),
                        file.toString());
            }
        }
    }

    /** By plain ONNX Runtime, row by row. */
    private static void assertServedAlike(Path onnx, List<Row> rows) throws Exception {
        OrtEnvironment environment = OrtEnvironment.getEnvironment();
        try (OrtSession session = environment.createSession(onnx.toString())) {
            String input = session.getInputNames().iterator().next();
            for (Row row : rows) {
                double[] exact = row.<Vector>getAs("features").toArray();
                float[][] features = new float[1][exact.length];
                for (int i = 0; i < exact.length; i++) {
                    features[0][i] = (float) exact[i];
                }
                try (OnnxTensor tensor = OnnxTensor.createTensor(environment, features);
                        OrtSession.Result result = session.run(Map.of(input, tensor))) {
                    float[] outputs = ((float[][]) result.get(0).getValue())[0];
                    double[] written = row.<Vector>getAs("rawPrediction").toArray();
                    for (int i = 0; i < outputs.length; i++) {
                        assertEquals(outputs[i], written[i], 1e-5);
                    }
                    double best = outputs[1] > outputs[0] ? 1 : 0;
                    assertEquals(best, row.<Double>getAs("prediction"), 0);
                    double[] probability = row.<Vector>getAs("probability").toArray();
                    assertEquals(1, probability[0] + probability[1], 1e-12);
                    assertEquals(written[1] - written[0], Math.log(probability[1] / probability[0]), 1e-9);
                }
            }
        }
    }

    @Test
    void anEstimatorIsSavedAndCopiedWithItsParams() throws Exception {
        DPClassifier classifier = classifier().setTargetEpsilon(2).setProbabilityCol("p");
        String saved = folder.resolve("estimator").toString();
        classifier.save(saved);
        DPClassifier loaded = DPClassifier.load(saved);
        assertEquals(classifier.uid(), loaded.uid());
        for (Param<?> param : classifier.params()) {
            assertEquals(json(classifier, param.name()), json(loaded, param.name()), param.name());
        }
        DPClassifier copy = classifier.copy(new ParamMap().put(classifier.epochs(), 7));
        assertEquals(7, copy.getOrDefault(copy.epochs()));
        assertEquals(4, classifier.getOrDefault(classifier.epochs()));
    }

    private static String json(DPClassifier classifier, String name) {
        Param<Object> param = classifier.getParam(name);
        return classifier.isDefined(param) ? param.jsonEncode(classifier.getOrDefault(param)) : "not set";
    }

    @Test
    void aTargetIsKeptAndANumberIsPredicted() throws Exception {
        DPRegressor regressor = new DPRegressor()
                .setIdCol("id")
                .setTargetEpsilon(10)
                .setMomentum(0)
                .setLearningRate(0.3)
                .setEpochs(4)
                .setExpectedBatchSize(60)
                .setSeed(3);
        PipelineModel trained = pipeline(regressor).fit(records);
        String saved = folder.resolve("regression").toString();
        trained.write().save(saved);
        PipelineModel loaded = PipelineModel.load(saved);
        double error = new RegressionEvaluator().evaluate(loaded.transform(records));
        // 0.5 is that of the mean.
        assertTrue(error < 0.45, "error " + error);
        PrivacyStatement statement = ((DPRegressionModel) loaded.stages()[1]).privacyStatement();
        assertTrue(statement.epsilon() <= 10 && statement.epsilon() > 9.5, statement.toText());
    }

    @Test
    void whatIsNotPublicMustBeSaid() {
        assertRefused("numClasses must be set", fresh -> fresh.clear(fresh.numClasses()));
        assertRefused(
                "one of noiseMultiplier and targetEpsilon must be set, found both", fresh -> fresh.setTargetEpsilon(2));
        assertRefused(
                "one of noiseMultiplier and targetEpsilon must be set, found none",
                fresh -> fresh.clear(fresh.noiseMultiplier()));
        assertRefused("idCol must be set", fresh -> fresh.clear(fresh.idCol()));
        assertRefused("column label must be a new one", fresh -> fresh.setPredictionCol("label"));
        assertRefused("the dataset must have the column y", fresh -> fresh.setLabelCol("y"));
        assertRefused("featuresCol id must hold vectors", fresh -> fresh.setFeaturesCol("id"));
        IllegalArgumentException refused =
                assertThrows(IllegalArgumentException.class, () -> classifier().fit(records));
        assertTrue(refused.getMessage().contains("VectorSizeHint"), refused.getMessage());
    }

    private static void assertRefused(String message, java.util.function.Consumer<DPClassifier> change) {
        DPClassifier fresh = classifier();
        change.accept(fresh);
        IllegalArgumentException refused = assertThrows(
                IllegalArgumentException.class, () -> pipeline(fresh).fit(records));
        assertTrue(refused.getMessage().contains(message), refused.getMessage());
    }
}
