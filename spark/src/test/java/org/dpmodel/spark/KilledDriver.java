package org.dpmodel.spark;

import java.nio.file.Path;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.dpmodel.Losses;
import org.dpmodel.callback.Callback;
import org.dpmodel.callback.RunContext;

/** Trains into a folder, in five partitions, and dies behind its fourth step as {@code kill -9} would have it. */
final class KilledDriver {
    static final int EPOCHS = 2;
    static final int DIES_AFTER = 4;
    static final int EXIT_CODE = 137;

    private KilledDriver() {}

    /** The model of the run. */
    static SparkDPModel model(int partitions, Path folder) {
        SparkCluster.session();
        return SparkDPModel.builder(SparkTrainingTest.network(), Losses::softmaxCrossEntropy)
                .model(SparkTrainingTest::settings)
                .model(known -> {
                    known.saveStateEvery(1);
                    if (folder != null) {
                        known.directory(folder);
                    }
                })
                .records(RecordColumns.id("id").features("x").label("y"))
                .partitions(partitions)
                .build();
    }

    static Dataset<Row> dataset() {
        return SparkCluster.session().createDataFrame(SparkCluster.rows(), SparkCluster.SCHEMA);
    }

    /** Argument: the folder. */
    public static void main(String[] arguments) {
        try (SparkDPModel model = model(5, Path.of(arguments[0]))) {
            model.train(EPOCHS, dataset(), List.of(new Callback() {
                @Override
                public void onTrainStepBegin(RunContext run) {
                    if (run.step() == DIES_AFTER) {
                        System.out.println("dies on "
                                + SparkCluster.session().sparkContext().master());
                        Runtime.getRuntime().halt(EXIT_CODE);
                    }
                }
            }));
        }
    }
}
