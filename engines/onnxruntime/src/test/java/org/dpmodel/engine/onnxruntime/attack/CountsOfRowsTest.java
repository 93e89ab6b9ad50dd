package org.dpmodel.engine.onnxruntime.attack;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.dpmodel.DPModel;
import org.dpmodel.Losses;
import org.dpmodel.clipping.ClipMechanisms;
import org.dpmodel.data.ArrayDataset;
import org.dpmodel.data.Dataset;
import org.dpmodel.engine.ExecutionOptions;
import org.dpmodel.metric.Metrics;
import org.dpmodel.nn.Branches;
import org.dpmodel.nn.Cell;
import org.dpmodel.nn.Dense;
import org.dpmodel.nn.Identity;
import org.dpmodel.nn.Network;
import org.dpmodel.nn.SequentialCell;
import org.dpmodel.nn.Softplus;
import org.dpmodel.noise.NoiseMechanisms;
import org.dpmodel.optimizer.Optimizers;
import org.junit.jupiter.api.Test;

/**
 * A thousand copies of one logit, whose largest is decided by the last bit, which ONNX Runtime's kernels on three threads compute
 * differently in some rows of a batch. Seen to fail: with one example more in front, 40 answers more were counted as correct.
 */
class CountsOfRowsTest {
    private static final int WIDTH = 20;
    private static final int CLASSES = 1000;
    private static final int ROWS = 256;
    private static final int TRIALS = 20;

    private static DPModel model() {
        Cell[] copies =
                IntStream.range(0, CLASSES).mapToObj(i -> (Cell) new Identity()).toArray(Cell[]::new);
        Network network = Network.of(
                "copies", new SequentialCell(new Dense(WIDTH, 1), Branches.concat(-1, copies), new Softplus()), WIDTH);
        return DPModel.builder(network, Losses.softmaxCrossEntropy())
                .engine("onnxruntime:cpu")
                .execution(ExecutionOptions.defaults().withThreads(3))
                .optimizer(Optimizers.sgd(0.1))
                .clipping(ClipMechanisms.fixed(1))
                .noise(NoiseMechanisms.gaussian(1))
                .metrics(Metrics.accuracy())
                .seed(3)
                .build();
    }

    private static Dataset dataset(List<float[]> features, int answer) {
        int[] labels = new int[features.size()];
        Arrays.fill(labels, answer);
        return ArrayDataset.classification(
                "held out", features.toArray(float[][]::new), new long[] {WIDTH}, labels, CLASSES);
    }

    private static int largest(float... logits) {
        return IntStream.range(0, logits.length).reduce(0, (a, b) -> logits[b] > logits[a] ? b : a);
    }

    @Test
    void equalExamplesAreAllCorrectOrNone() {
        SplittableRandom random = new SplittableRandom(3);
        try (DPModel model = model()) {
            for (int trial = 0; trial < TRIALS; trial++) {
                float[] example = new float[WIDTH];
                for (int i = 0; i < WIDTH; i++) {
                    example[i] = (float) (0.7 * random.nextGaussian());
                }
                int answer = largest(model.predict(dataset(List.of(example), 0))[0]);
                List<float[]> copies = new ArrayList<>(Collections.nCopies(ROWS, example));
                double correct = model.evalOneByOne(dataset(copies, answer)).get("Accuracy");
                assertEquals(Math.rint(correct), correct, "trial " + trial);
                copies.add(0, new float[WIDTH]);
                double withAnother =
                        (ROWS + 1) * model.evalOneByOne(dataset(copies, answer)).get("Accuracy");
                assertEquals(ROWS * correct, withAnother, 1 + 1e-6, "trial " + trial);
            }
        }
    }
}
