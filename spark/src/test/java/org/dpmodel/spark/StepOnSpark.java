package org.dpmodel.spark;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.apache.spark.sql.Row;
import org.dpmodel.DPModel;
import org.dpmodel.Losses;
import org.dpmodel.clipping.ClipMechanism;
import org.dpmodel.clipping.ClipMechanisms;
import org.dpmodel.engine.Engines;
import org.dpmodel.engine.ExecutionOptions;
import org.dpmodel.graph.network.NetworkGraph;
import org.dpmodel.models.MultilayerPerceptron;
import org.dpmodel.noise.NoiseMechanisms;
import org.dpmodel.optimizer.Optimizers;
import org.dpmodel.training.DropoutMasks;
import org.dpmodel.training.GradientComputer;
import org.dpmodel.training.Parameters;
import org.dpmodel.training.StepSettings;

/** One step's sum as the driver has it before noise, of records on Spark. */
final class StepOnSpark implements AutoCloseable {
    static final double NORM = 0.5;
    static final int OPSET = 17;
    private static final RecordColumns COLUMNS =
            RecordColumns.id("id").features("x").label("y");

    final GradientComputer driver;
    final SparkRecords records;
    private final OptionalDouble norm;

    StepOnSpark(List<Row> rows, int partitions, boolean clips) {
        driver = clips ? Drivers.CLIPS : Drivers.CLIPS_NOT;
        norm = clips ? OptionalDouble.of(NORM) : OptionalDouble.empty();
        records = SparkRecords.of(
                SparkCluster.session().createDataFrame(rows, SparkCluster.SCHEMA),
                COLUMNS,
                RecordShape.of(driver.settings().network(), Losses.softmaxCrossEntropy()),
                partitions);
    }

    /** One for all tests, since probing rows takes seconds; they end with this process. */
    private static final class Drivers {
        static final GradientComputer CLIPS = driver(Optional.of(ClipMechanisms.fixed(NORM)));
        static final GradientComputer CLIPS_NOT = driver(Optional.empty());
    }

    private static GradientComputer driver(Optional<ClipMechanism> clipping) {
        // The session names the folder without which the engine has no device, whichever test comes first.
        SparkCluster.session();
        NetworkGraph graph = graph();
        StepSettings settings = new StepSettings(
                graph,
                Losses.softmaxCrossEntropy(),
                Engines.device("mischief:cpu"),
                ExecutionOptions.defaults().withThreads(1),
                clipping,
                1,
                64);
        return new GradientComputer(settings, new Parameters(graph));
    }

    private static NetworkGraph graph() {
        try (DPModel model = DPModel.builder(
                        MultilayerPerceptron.network(new long[] {4}, 8, 2), Losses.softmaxCrossEntropy())
                .optimizer(Optimizers.sgd(0.5))
                .clipping(ClipMechanisms.fixed(NORM))
                .noise(NoiseMechanisms.gaussian(1))
                .engine("mischief:cpu")
                .seed(5)
                .build()) {
            return model.network().graph();
        }
    }

    /** A copy of the sum over these positions. */
    double[][] sum(int... drawn) {
        try (SparkSums sums = new SparkSums(driver, OPSET, records, Losses::softmaxCrossEntropy)) {
            sums.prepare();
            return copy(sums.sum(drawn, norm, DropoutMasks.NONE).totals());
        }
    }

    /** The sum of parts that came in some way. */
    double[][] sum(List<byte[]> parts, int drawn) {
        return copy(driver.sum(parts, drawn, norm).totals());
    }

    private static double[][] copy(double[]... totals) {
        return Arrays.stream(totals).map(double[]::clone).toArray(double[][]::new);
    }

    static double distance(double[][] one, double[][] other) {
        double squares = 0;
        for (int i = 0; i < one.length; i++) {
            for (int j = 0; j < one[i].length; j++) {
                squares += (one[i][j] - other[i][j]) * (one[i][j] - other[i][j]);
            }
        }
        return Math.sqrt(squares);
    }

    @Override
    public void close() {
        records.close();
    }
}
