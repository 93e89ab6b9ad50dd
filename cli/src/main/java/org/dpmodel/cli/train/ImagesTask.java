package org.dpmodel.cli.train;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;
import org.dpmodel.cli.options.ImageForm;
import org.dpmodel.cli.options.ShellWords;
import org.dpmodel.graph.loss.Loss;
import org.dpmodel.metric.MetricFactory;
import org.dpmodel.metric.Metrics;

/**
 * Classifying images.
 *
 * @param network the network
 * @param form the form in which it takes images
 * @param loss loss of each example
 * @param folder contains {@code train} and {@code test}, each with a folder for each class
 */
record ImagesTask(TrainedNetwork network, ImageForm form, Loss loss, Path folder) implements TrainingTask {
    /** The folder of the training images. */
    private static final String TRAIN = "train";

    /** The folder of the test images. */
    static final String TEST = "test";

    @Override
    public List<MetricFactory> metrics() {
        return usualMetrics();
    }

    /** The metrics for images. */
    static List<MetricFactory> usualMetrics() {
        return List.of(Metrics.accuracy(), Metrics.balancedAccuracy());
    }

    @Override
    public boolean isMeasuredInPublic() {
        return false;
    }

    @Override
    public Examples read(PrintStream out) throws IOException {
        out.println("reading the images in " + folder + " ...");
        return new Examples(form.read(folder.resolve(TRAIN)), form.read(folder.resolve(TEST)));
    }

    @Override
    public String next(Path checkpoint) {
        return ShellWords.joined(List.of(
                "./dpmodel",
                "evaluate",
                checkpoint.toString(),
                "--data",
                folder.toString(),
                "--classes",
                String.join(",", form.classes())));
    }
}
