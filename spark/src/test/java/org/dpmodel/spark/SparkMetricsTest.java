package org.dpmodel.spark;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.codahale.metrics.MetricRegistry;
import java.util.List;
import org.apache.spark.SparkEnv;
import org.apache.spark.metrics.source.Source;
import org.dpmodel.callback.Callback;
import org.dpmodel.callback.RunContext;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import scala.collection.Seq;

/** Epsilon and steps are among the metrics of Spark's driver while a run is watched. */
@Tag("slow")
class SparkMetricsTest {
    private static Seq<Source> sources() {
        return SparkEnv.get().metricsSystem().getSourcesByName("dpmodel");
    }

    @Test
    void epsilonAndStepsAreGaugesOfTheDriver() {
        SparkCluster.session();
        assertThrows(IllegalArgumentException.class, () -> SparkMetrics.at(Double.NaN));
        try (SparkMetrics metrics = SparkMetrics.at(1e-6);
                SparkDPModel model = KilledDriver.model(3, null)) {
            MetricRegistry gauges = sources().apply(0).metricRegistry();
            model.train(1, KilledDriver.dataset(), List.of(metrics, new Callback() {
                @Override
                public void onTrainStepEnd(RunContext run) {
                    assertEquals(run.step(), gauges.getGauges().get("steps").getValue());
                }
            }));
            assertEquals(3L, gauges.getGauges().get("steps").getValue());
            double epsilon = (Double) gauges.getGauges().get("epsilon").getValue();
            assertTrue(epsilon > 0.1, "epsilon " + epsilon);
            assertEquals(model.model().privacyStatement(1e-6).epsilon(), epsilon);
        }
        assertEquals(0, sources().size());
    }
}
