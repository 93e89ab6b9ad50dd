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
 * To say of which class an image is.
 *
 * @param network the network
 * @param form how it takes images
 * @param loss loss of each example
 * @param folder holds {@code train} and {@code test}, and each of them a folder for each class
 */
record ImagesTask(TrainedNetwork network, ImageForm form, Loss loss, Path folder) implements TrainingTask {
    /** The folder of what is learned from. */
    private static final String TRAIN = "train";

    /** The folder of what is measured on. */
    static final String TEST = "test";

    @Override
    public List<MetricFactory> metrics() {
        return usualMetrics();
    }

    /** What images are measured by. */
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
