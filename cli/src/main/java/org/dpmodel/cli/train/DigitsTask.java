package org.dpmodel.cli.train;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;
import org.dpmodel.cli.options.DataOptions;
import org.dpmodel.cli.options.DigitImages;
import org.dpmodel.cli.options.ShellWords;
import org.dpmodel.graph.loss.Loss;
import org.dpmodel.metric.MetricFactory;
import org.dpmodel.metric.Metrics;

/**
 * Classifying digits.
 *
 * @param network the network
 * @param images the form in which it takes digits
 * @param loss loss of each example
 * @param data the origin of the digits
 * @param examples the number of training examples, or 0 for all
 */
record DigitsTask(TrainedNetwork network, DigitImages images, Loss loss, DataOptions data, int examples)
        implements TrainingTask {
    @Override
    public List<MetricFactory> metrics() {
        return List.of(Metrics.accuracy());
    }

    @Override
    public boolean isMeasuredInPublic() {
        return true;
    }

    @Override
    public Examples read(PrintStream out) throws IOException, InterruptedException {
        data.prepare(out);
        return new Examples(
                images.shaped(data.train(examples, images.side()), out), images.shaped(data.test(images.side()), out));
    }

    @Override
    public String next(Path checkpoint) {
        return ShellWords.joined(List.of("./dpmodel", "evaluate", checkpoint.toString())) + data.arguments();
    }
}
