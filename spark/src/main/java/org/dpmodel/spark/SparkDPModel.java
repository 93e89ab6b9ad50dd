package org.dpmodel.spark;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import org.dpmodel.DPModel;
import org.dpmodel.DPModelBuilder;
import org.dpmodel.Resumption;
import org.dpmodel.TrainingEnd;
import org.dpmodel.accountant.PrivacyStatement;
import org.dpmodel.callback.Callback;
import org.dpmodel.graph.network.NetworkGraph;
import org.dpmodel.nn.Network;
import org.dpmodel.plan.PrivacyPlan;
import org.dpmodel.validation.Require;

/**
 * A {@link DPModel} whose training data is on Spark. Draws, charges, ledger, noise and optimizer stay with the model,
 * on the driver; executors compute sums of clipped gradients, which are exact however often a task runs.
 *
 * <pre>
 * SparkDPModel model = SparkDPModel.builder(LeNet5.network(10), Losses::softmaxCrossEntropy)
 *     .model(known -&gt; known
 *         .optimizer(Optimizers.momentum(0.5, 0.9))
 *         .clipping(ClipMechanisms.fixed(0.1))
 *         .noise(NoiseMechanisms.gaussian(1.0)))
 *     .records(RecordColumns.id("image").features("pixels").label("digit"))
 *     .build();
 * model.train(10, images, List.of(PrivacyMonitor.rdp(1e-5)));
 * </pre>
 *
 * <p>With the same seed, the draws, charges and statement are those of a training on one machine on the same records in the order of
 * their ids. For one thread at a time; close it.
 */
public final class SparkDPModel implements AutoCloseable {
    private final DPModel model;
    private final LossSource loss;
    private final RecordColumns columns;
    private final int partitions;

    private SparkDPModel(DPModel model, LossSource loss, RecordColumns columns, int partitions) {
        this.model = model;
        this.loss = loss;
        this.columns = columns;
        this.partitions = partitions;
    }

    /**
     * Starts the settings of a model.
     *
     * @param network the network
     * @param loss creates the loss, here and on executors
     * @return a builder
     */
    public static Builder builder(Network network, LossSource loss) {
        return new Builder(DPModel.builder(network, loss.get()), loss);
    }

    /**
     * Trains as {@link DPModel#train(int, org.dpmodel.data.Dataset, List)} does. First the records are read, counted,
     * numbered by their ids and cached on the executors; if one of them is invalid, nothing is charged.
     *
     * @param epochs number of passes over the dataset, at least 1
     * @param dataset the records; each is one unit of privacy
     * @param callbacks what watches the run, in order, on the driver
     * @return why it ended
     * @throws IllegalArgumentException if a column is missing, an id repeated, or a record does not fit network or loss
     */
    public TrainingEnd train(int epochs, Dataset<Row> dataset, List<? extends Callback> callbacks) {
        int cut = partitions > 0
                ? partitions
                : dataset.sparkSession().sparkContext().defaultParallelism();
        try (SparkRecords records = SparkRecords.of(dataset, columns, shape(), cut)) {
            return model.train(epochs, new SparkDataset(records, loss), callbacks);
        }
    }

    /**
     * Measures the model, on the driver, to which the rows are sent one partition at a time. The numbers are exact and
     * not covered by the privacy statement.
     *
     * @param dataset rows to measure on, which need no id but must have the column
     * @return value by name of the metric
     */
    public Map<String, Double> eval(Dataset<Row> dataset) {
        Dataset<Row> rows = dataset.select(
                        columns.all().stream().map(functions::col).toArray(org.apache.spark.sql.Column[]::new))
                .persist();
        try {
            int size = Math.toIntExact(rows.count());
            return model.eval(
                    new RowsOnDriver(rows.toLocalIterator(), new RecordReader(columns, shape()), shape(), size));
        } finally {
            rows.unpersist();
        }
    }

    private RecordShape shape() {
        NetworkGraph graph = model.network().graph();
        return RecordShape.of(graph, loss.get());
    }

    /**
     * Takes over a run from its folder on the driver, as {@link DPModel#resume} does; the cluster may be another one.
     *
     * @param directory the folder of the run
     * @return how much was spent, and how much of it is missing from the weights
     */
    public Resumption resume(Path directory) {
        return model.resume(directory);
    }

    /**
     * What the present parameters reveal about a record.
     *
     * @return a complete statement
     */
    public PrivacyStatement privacyStatement() {
        return model.privacyStatement();
    }

    /**
     * Saves network and statement as an ONNX file on the driver.
     *
     * @param file where to
     * @throws IOException if it cannot be written
     */
    public void save(Path file) throws IOException {
        model.save(file);
    }

    /**
     * The model itself, for everything else.
     *
     * @return the model that this object trains
     */
    public DPModel model() {
        return model;
    }

    @Override
    public void close() {
        model.close();
    }

    /** Collects the settings. Mutable, for one thread. */
    public static final class Builder {
        private final DPModelBuilder known;
        private final LossSource loss;
        private RecordColumns columns;
        private int partitions;

        private Builder(DPModelBuilder known, LossSource loss) {
            this.known = known;
            this.loss = loss;
        }

        /**
         * Sets the settings of the model, with the builder for training on one machine.
         *
         * @param settings sets optimizer, clipping, noise and other settings
         * @return this builder
         */
        public Builder model(java.util.function.Consumer<DPModelBuilder> settings) {
            settings.accept(known);
            return this;
        }

        /**
         * Names the columns of a record. Required.
         *
         * @param value the columns
         * @return this builder
         */
        public Builder records(RecordColumns value) {
            columns = value;
            return this;
        }

        /**
         * Sets into how many partitions records are divided; Spark's default parallelism by default. It changes neither
         * draws nor charges, and sums only by rounding.
         *
         * @param value at least 1; one for each executor, more if a partition would be large for its memory
         * @return this builder
         */
        public Builder partitions(int value) {
            partitions = Require.atLeast("partitions", value, 1, "pass one for each executor");
            return this;
        }

        /**
         * The model, privately trained.
         *
         * @return the model
         * @throws IllegalStateException if a required setting is missing
         * @throws IllegalArgumentException if settings contradict each other, or people with several records are to be
         *     protected, which is not supported on Spark
         */
        public SparkDPModel build() {
            if (columns == null) {
                throw new IllegalStateException("records must be set, found none: call"
                        + " records(RecordColumns.id(\"id\").features(\"x\").label(\"y\"))");
            }
            columns.requireComplete();
            DPModel model = known.build();
            if (model.plan().flatMap(PrivacyPlan::people).isPresent()) {
                model.close();
                throw new IllegalArgumentException(
                        "recordsPerPerson must be left out on Spark, where a record is a unit of"
                                + " privacy, found " + model.plan().get().unit()
                                + ": keep one record of each person before training, or train on one machine");
            }
            return new SparkDPModel(model, loss, columns, partitions);
        }
    }
}
