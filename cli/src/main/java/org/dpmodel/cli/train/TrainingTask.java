package org.dpmodel.cli.train;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;
import org.dpmodel.data.Dataset;
import org.dpmodel.graph.loss.Loss;
import org.dpmodel.metric.MetricFactory;

/** The network and data of a training: digits, or a table. */
interface TrainingTask {
    /** The network, with its description. */
    TrainedNetwork network();

    /** The loss of each example. */
    Loss loss();

    /** The final evaluation. */
    List<MetricFactory> metrics();

    /** Whether the test data are public, so that they may be measured on repeatedly. */
    boolean isMeasuredInPublic();

    /** Reads the data, after all options were checked. */
    Examples read(PrintStream out) throws IOException, InterruptedException;

    /** Suggestions for what to do with a saved model. */
    String next(Path checkpoint);

    /**
     * The data.
     *
     * @param train the training data
     * @param test the test data
     */
    record Examples(Dataset train, Dataset test) {}
}
