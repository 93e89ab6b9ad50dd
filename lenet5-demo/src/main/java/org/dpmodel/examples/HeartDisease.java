package org.dpmodel.examples;

import static org.dpmodel.tabular.Columns.*;

import java.nio.file.Path;
import java.util.*;
import org.dpmodel.*;
import org.dpmodel.clipping.ClipMechanisms;
import org.dpmodel.metric.Metrics;
import org.dpmodel.nn.*;
import org.dpmodel.optimizer.Optimizers;
import org.dpmodel.sampling.PoissonSampling;
import org.dpmodel.tabular.*;

/** Heart disease of patients in four hospitals: from a CSV file to a model that takes raw rows, at epsilon 3. See docs/tables.md. */
final class HeartDisease {
    /** Ranges and lists follow from what the columns mean, none from the file. */
    static final TableSchema SCHEMA = TableSchema.builder()
            .columns(number("age", 20, 90), category("sex", "Male", "Female"))
            .columns(category("cp", "typical angina", "atypical angina", "non-anginal", "asymptomatic"))
            .columns(number("trestbps", 80, 220).orMissing(130))
            .columns(number("chol", 100, 500).orMissing(240))
            .columns(category("fbs", "TRUE", "FALSE").orMissing())
            .columns(category("restecg", "normal", "st-t abnormality", "lv hypertrophy")
                    .orMissing())
            .columns(number("thalch", 60, 220).orMissing(150))
            .columns(category("exang", "TRUE", "FALSE").orMissing())
            .columns(number("oldpeak", -3, 7).orMissing(0), number("ca", 0, 3).orMissing(0))
            .columns(category("slope", "upsloping", "flat", "downsloping").orMissing())
            .columns(category("thal", "normal", "fixed defect", "reversable defect")
                    .orMissing())
            .target(classes("num").named("healthy", "0").named("ill", "1", "2", "3", "4"))
            .person("id")
            .ignore("dataset")
            .build();

    public static void main(String[] args) throws Exception {
        if (args.length != 3) {
            throw new IllegalArgumentException("pass heart_disease_uci.csv, the model to write, a seed of the split");
        }
        TableSplit split = Tables.csv(Path.of(args[0]), SCHEMA).split(0.25, Long.parseLong(args[2]));
        Network logistic = SCHEMA.network("heart", new Dense(SCHEMA.width(), SCHEMA.outputs()));
        var loss = Losses.softmaxCrossEntropy().withClassWeights(1, 1.25); // missing an ill person is worse
        try (DPModel model = DPModel.builder(logistic, loss)
                .optimizer(Optimizers.momentum(0.03, 0.9))
                .clipping(ClipMechanisms.fixed(1))
                .sampling(new PoissonSampling(128))
                .recordsPerPerson(1)
                .targetEpsilon(3, 1e-5)
                .epochs(30)
                .datasetSize(split.train().size())
                .metrics(Metrics.accuracy(), Metrics.auc(), Metrics.calibrationError())
                .build()) {
            model.train(split.train().dataset(), List.of());
            System.out.println(model.eval(split.test().dataset()) + "\n"
                    + model.privacyStatement().toText());
            model.save(Path.of(args[1]));
        }
        try (TablePredictor served = TablePredictor.load(Path.of(args[1]))) {
            System.out.println(served.predict(Map.of("age", 63, "sex", "Male", "cp", "asymptomatic", "thalch", "108")));
        }
    }
}
