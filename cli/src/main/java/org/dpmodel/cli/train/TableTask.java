package org.dpmodel.cli.train;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;
import org.dpmodel.cli.options.ShellWords;
import org.dpmodel.graph.loss.Loss;
import org.dpmodel.metric.MetricFactory;
import org.dpmodel.metric.Metrics;
import org.dpmodel.tabular.TableSchema;
import org.dpmodel.tabular.TableSplit;

/**
 * Predicting a column of a table from the others.
 *
 * @param network the network, behind the schema
 * @param schema describes the columns
 * @param options how to read the file
 * @param file the CSV file
 */
record TableTask(TrainedNetwork network, TableSchema schema, TableOptions options, Path file) implements TrainingTask {
    @Override
    public Loss loss() {
        return options.loss(schema);
    }

    @Override
    public List<MetricFactory> metrics() {
        return metrics(schema);
    }

    /** The metrics that fit the target. */
    static List<MetricFactory> metrics(TableSchema schema) {
        if (schema.classes().isEmpty()) {
            return List.of(Metrics.meanAbsoluteError(), Metrics.rootMeanSquaredError());
        }
        return schema.classes().size() == 2
                ? List.of(Metrics.accuracy(), Metrics.auc(), Metrics.calibrationError())
                : List.of(Metrics.accuracy(), Metrics.balancedAccuracy());
    }

    @Override
    public boolean isMeasuredInPublic() {
        return false;
    }

    @Override
    public Examples read(PrintStream out) throws IOException {
        TableSplit split = options.split(file, schema);
        return new Examples(split.train().dataset(), split.test().dataset());
    }

    @Override
    public String next(Path checkpoint) {
        return ShellWords.joined(List.of("./dpmodel", "predict", checkpoint.toString(), "--data", file.toString()));
    }
}
