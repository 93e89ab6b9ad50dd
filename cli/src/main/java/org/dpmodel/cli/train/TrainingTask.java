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
    /** The network, with what is to be said of it. */
    TrainedNetwork network();

    /** The loss of each example. */
    Loss loss();

    /** The final evaluation. */
    List<MetricFactory> metrics();

    /** Whether what is measured on is public, so that it may be measured again and again. */
    boolean isMeasuredInPublic();

    /** Reads the data, after all that could be wrong with options is known. */
    Examples read(PrintStream out) throws IOException, InterruptedException;

    /** What may be done with a saved model. */
    String next(Path checkpoint);

    /**
     * The data.
     *
     * @param train what is learned from
     * @param test what is measured on
     */
    record Examples(Dataset train, Dataset test) {}
}
