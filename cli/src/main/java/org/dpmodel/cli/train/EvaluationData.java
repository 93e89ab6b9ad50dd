package org.dpmodel.cli.train;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;
import org.dpmodel.Losses;
import org.dpmodel.cli.options.DataOptions;
import org.dpmodel.cli.options.DigitImages;
import org.dpmodel.cli.options.ImageForm;
import org.dpmodel.data.Dataset;
import org.dpmodel.graph.loss.Loss;
import org.dpmodel.metric.MetricFactory;
import org.dpmodel.metric.Metrics;
import org.dpmodel.nn.Network;
import org.dpmodel.tabular.TableSchema;

/** The data on which several models are measured, in the form that each reads. */
abstract class EvaluationData {
    private String name = "";
    private int size;

    /**
     * The data on which one model is measured.
     *
     * @param dataset examples
     * @param loss the loss for its outputs
     * @param metrics the metrics
     */
    record Task(Dataset dataset, Loss loss, List<MetricFactory> metrics) {}

    /** The data as a network reads them. */
    final Task of(Network network, Path file) throws IOException, InterruptedException {
        Task task = task(network, file);
        name = task.dataset().name();
        size = task.dataset().size();
        return task;
    }

    abstract Task task(Network network, Path file) throws IOException, InterruptedException;

    /** The name of the data. */
    String name() {
        return name;
    }

    int size() {
        return size;
    }

    /** Test digits. */
    static EvaluationData digits(DataOptions data, PrintStream out) {
        return new EvaluationData() {
            private Dataset digits;
            private int side;

            @Override
            Task task(Network network, Path file) throws IOException, InterruptedException {
                DigitImages images = DigitImages.of(network.graph(), "the network in " + file);
                if (digits == null || side != images.side()) {
                    data.prepare(out);
                    side = images.side();
                    digits = data.test(side);
                }
                return new Task(images.shaped(digits, out), Losses.softmaxCrossEntropy(), List.of(Metrics.accuracy()));
            }
        };
    }

    /** Images in a folder for each class. */
    static EvaluationData images(Path folder, List<String> classes) {
        return new EvaluationData() {
            @Override
            Task task(Network network, Path file) throws IOException {
                ImageForm form = ImageForm.of(network.graph(), "the network in " + file, classes);
                return new Task(
                        form.read(folder.resolve(ImagesTask.TEST)),
                        Losses.softmaxCrossEntropy(),
                        ImagesTask.usualMetrics());
            }
        };
    }

    /** A table, by a schema or by that of each model. */
    static EvaluationData table(Path csv, CsvOptions options, Path schemaFile) {
        return new EvaluationData() {
            @Override
            Task task(Network network, Path file) throws IOException {
                TableSchema schema = schemaFile == null
                        ? TableSchema.of(network)
                                .orElseThrow(() -> new IOException("the network in " + file
                                        + " has no table schema: pass --schema FILE, or a model "
                                        + "saved by train --schema"))
                        : TableOptions.read(schemaFile);
                if (schema.target().isEmpty()) {
                    throw new IOException("the schema must have a target for evaluation: add \"target\"");
                }
                boolean ofClasses = !schema.classes().isEmpty();
                return new Task(
                        options.read(csv, schema).dataset(),
                        ofClasses ? Losses.softmaxCrossEntropy() : Losses.meanSquaredError(),
                        TableTask.metrics(schema));
            }
        };
    }
}
