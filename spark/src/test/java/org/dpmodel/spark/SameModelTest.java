package org.dpmodel.spark;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.dpmodel.DPModel;
import org.dpmodel.DPModelBuilder;
import org.dpmodel.Losses;
import org.dpmodel.clipping.ClipMechanisms;
import org.dpmodel.engine.ExecutionOptions;
import org.dpmodel.metric.Metrics;
import org.dpmodel.nn.Dense;
import org.dpmodel.nn.Dropout;
import org.dpmodel.nn.Network;
import org.dpmodel.nn.SequentialCell;
import org.dpmodel.nn.Tanh;
import org.dpmodel.noise.NoiseMechanisms;
import org.dpmodel.optimizer.Optimizers;
import org.dpmodel.sampling.PoissonSampling;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A network that drops numbers is trained and measured on Spark as on one machine. */
class SameModelTest {
    private static Network network() {
        return Network.of(
                "drops",
                new SequentialCell(List.of(new Dense(4, 8), new Tanh(), new Dropout(0.5), new Dense(8, 2))),
                4);
    }

    private static void settings(DPModelBuilder known) {
        known.optimizer(Optimizers.sgd(0.5))
                .clipping(ClipMechanisms.fixed(0.5))
                .noise(NoiseMechanisms.gaussian(1))
                .sampling(new PoissonSampling(80))
                .metrics(Metrics.accuracy())
                .engine("mischief:cpu")
                .execution(ExecutionOptions.defaults().withThreads(1))
                .seed(5);
    }

    @Test
    @Tag("slow")
    void aNetworkWithDropoutIsThatOfOneMachine() {
        Dataset<Row> rows = SparkCluster.session().createDataFrame(SparkCluster.rows(), SparkCluster.SCHEMA);
        DPModelBuilder known = DPModel.builder(network(), Losses.softmaxCrossEntropy());
        settings(known);
        try (DPModel here = known.build();
                SparkDPModel there = SparkDPModel.builder(network(), Losses::softmaxCrossEntropy)
                        .model(SameModelTest::settings)
                        .records(RecordColumns.id("id").features("x").label("y"))
                        .partitions(3)
                        .build()) {
            here.train(1, SparkCluster.local(), List.of());
            there.train(1, rows, List.of());
            assertEquals(
                    here.privacyStatement().toText(), there.privacyStatement().toText());
            for (String name : here.network().graph().parameters()) {
                assertArrayEquals(weights(here, name), weights(there.model(), name), 1e-6f);
            }
            assertEquals(here.eval(SparkCluster.local()), there.eval(rows));
        }
    }

    private static float[] weights(DPModel model, String name) {
        return model.network().graph().graph().initializers().get(name).toFloats();
    }
}
