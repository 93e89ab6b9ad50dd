package org.dpmodel.graph.evidence;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Map;
import java.util.Random;
import org.dpmodel.graph.Graph;
import org.dpmodel.graph.GraphException;
import org.dpmodel.graph.OnnxModel;
import org.dpmodel.graph.Shape;
import org.dpmodel.graph.isolation.ExamplesMixException;
import org.dpmodel.graph.loss.MeanSquaredError;
import org.dpmodel.graph.reference.ReferenceTensor;
import org.dpmodel.graph.step.Networks;
import org.junit.jupiter.api.Test;

/** Whatever the proof accepts keeps examples apart, and whatever compiles attributes gradients to the right example. */
class RandomGraphsTest {
    private static final int GRAPHS = 1000;
    private static final int BATCH = RandomGraphs.BATCH;
    private static final double INFINITE = 1e30;

    @Test
    void acceptedGraphsDoNotLeak() {
        int accepted = 0;
        int mixing = 0;
        int leaking = 0;
        for (int seed = 0; seed < GRAPHS; seed++) {
            Graph graph = RandomGraphs.draw(seed);
            try {
                Networks.dependences(graph);
                accepted++;
                assertTrue(!leaks(graph, seed), () -> "leaks: " + graph.toText());
            } catch (ExamplesMixException refused) {
                mixing++;
                leaking += leaks(graph, seed) ? 1 : 0;
            } catch (GraphException noRows) {
                // examples apart, but not along the first axis
            }
        }
        // Otherwise the property would hold for want of cases.
        assertTrue(accepted > GRAPHS / 10, accepted + " accepted");
        assertTrue(leaking > GRAPHS / 20, leaking + " of " + mixing + " refused graphs leak");
    }

    private static boolean leaks(Graph graph, long seed) {
        Shape shape = graph.inputs().get(0).type().shape();
        Random random = new Random(seed);
        ReferenceTensor x = Batch.normal(shape, random, 1);
        Batch batch = new Batch(x, x);
        Batch other = batch.with(2, new Batch(Batch.normal(shape, random, 1), x), 2);
        double[] before = output(graph, batch);
        double[] after = output(graph, other);
        int rows = (int) graph.outputs().get(0).type().shape().dim(0);
        if (rows != BATCH) {
            return true;
        }
        for (int i = 0; i < before.length; i++) {
            if (i / (before.length / rows) != 2 && before[i] != after[i]) {
                return true;
            }
        }
        return false;
    }

    private static double[] output(Graph graph, Batch batch) {
        return Runner.DOUBLE
                .run(new OnnxModel(graph, 17), Map.of("x", batch.features()))
                .get("y");
    }

    @Test
    void compiledGraphsAttributeGradientsToTheirExamples() {
        int compiled = 0;
        for (int seed = 0; seed < GRAPHS; seed++) {
            Graph graph = RandomGraphs.draw(seed);
            TestNetwork test = new TestNetwork("seed " + seed, Networks.of(graph), new MeanSquaredError());
            Step clipped;
            try {
                clipped = Step.clipped(test, BATCH, 1);
            } catch (GraphException refused) {
                continue;
            }
            compiled++;
            assertAttribution(test, clipped, Batch.draw(test, BATCH, seed));
        }
        assertTrue(compiled > GRAPHS / 20, compiled + " compiled");
    }

    /** The plain sum with all but one example masked is that example's gradient, by the chain rule alone. */
    private static void assertAttribution(TestNetwork test, Step clipped, Batch batch) {
        Step plain = Step.plain(test, BATCH, 1);
        double[] norms = clipped.run(Runner.DOUBLE, batch, INFINITE).norms();
        for (int i = 0; i < BATCH; i++) {
            double[] mask = new double[BATCH];
            mask[i] = 1;
            Gradient alone = plain.run(Runner.DOUBLE, batch, Double.NaN, mask).sum();
            assertEquals(
                    alone.norm(),
                    norms[i],
                    1e-9 * alone.norm() + 1e-15,
                    () -> test + "\n" + test.network().graph().toText());
            clipped.run(Runner.DOUBLE, batch, INFINITE, mask).sum().assertClose(alone, 1e-9, test.name());
        }
    }
}
