package org.dpmodel.tabular;

import static org.dpmodel.tabular.Columns.category;
import static org.dpmodel.tabular.Columns.classes;
import static org.dpmodel.tabular.Columns.number;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import org.dpmodel.DPModel;
import org.dpmodel.Losses;
import org.dpmodel.clipping.ClipMechanisms;
import org.dpmodel.metric.Metrics;
import org.dpmodel.nn.Dense;
import org.dpmodel.optimizer.Optimizers;
import org.dpmodel.sampling.PoissonSampling;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A table as an old Mac's spreadsheet writes it: lone CRs, semicolons, a byte order mark, notes of several lines. */
class FromFileToServedModelTest {
    private static final TableSchema SCHEMA = TableSchema.builder()
            .columns(
                    number("pulse", 40, 200).orMissing(70),
                    category("smokes", "ja", "nein").embedded(2))
            .target(classes("group", "low", "high"))
            .person("patient")
            .ignore("note")
            .missingTexts("", "n/a")
            .build();

    @TempDir
    Path folder;

    private Path file() throws Exception {
        Random random = new Random(7);
        StringBuilder text = new StringBuilder("\uFEFFpatient;note;pulse;smokes;group\r");
        for (int i = 0; i < 2000; i++) {
            boolean high = random.nextBoolean();
            double pulse = (high ? 130 : 90) + 15 * random.nextGaussian();
            String written = random.nextInt(10) == 0 ? "n/a" : String.format(Locale.ROOT, "%.1f", pulse);
            boolean smokes = random.nextInt(10) < (high ? 8 : 2);
            text.append("p").append(i / 2).append(";\"saw; \"\"him\"\"\rtoday\r\";");
            text.append(written).append(';').append(smokes ? "ja" : "nein").append(';');
            text.append(high ? "high" : "low").append(i < 1999 ? "\r" : "");
        }
        return Files.write(folder.resolve("old.csv"), text.toString().getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void loneCarriageReturnsToAServedModel() throws Exception {
        Table table = Tables.csv(file(), CsvFormat.standard().separatedBy(';'), SCHEMA);
        assertEquals(2000, table.size());
        TableSplit split = table.split(0.25, 1);
        Path saved = folder.resolve("old.onnx");
        try (DPModel model = DPModel.builder(
                        SCHEMA.network("old", new Dense(SCHEMA.width(), 2)),
                        Losses.softmaxCrossEntropy().withClassWeights(1, 2))
                .optimizer(Optimizers.momentum(0.5, 0.9))
                .clipping(ClipMechanisms.fixed(1))
                .sampling(new PoissonSampling(128))
                .targetEpsilon(3, 1e-5)
                .epochs(20)
                .datasetSize(split.train().size())
                .metrics(Metrics.auc(), Metrics.calibrationError())
                .seed(1)
                .build()) {
            model.train(split.train().dataset(), List.of());
            assertTrue(model.privacyStatement().epsilon() <= 3);
            assertTrue(model.eval(split.test().dataset()).get("AUC") > 0.9);
            model.save(saved);
        }
        try (TablePredictor served = TablePredictor.load(saved)) {
            assertTrue(served.predict(Map.of("pulse", "150.5", "smokes", "ja")).get("high") > 0.8);
            assertTrue(served.predict(Map.of("pulse", 70, "smokes", "nein")).get("high") < 0.5);
            assertEquals(split.test().size(), served.predict(split.test()).length);
        }
    }
}
