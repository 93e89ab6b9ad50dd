package org.dpmodel.graph.evidence;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.dpmodel.graph.build.RowSums;
import org.dpmodel.graph.lowering.GraphTarget;
import org.dpmodel.graph.reference.ReferenceTensor;
import org.dpmodel.graph.step.PortableTarget;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * On ONNX Runtime the norm and the clipped gradient of a unit have the same bits in every row of a batch of whole blocks of
 * rows, in batches of other sizes and whatever the other rows hold, for every test network and target.
 */
class RowsTest {
    private static final int ROWS = 16;
    private static final List<GraphTarget> ALL =
            List.of(TestTargets.grouped(), TestTargets.plain(), TestTargets.old(), PortableTarget.target());

    static Stream<Arguments> networksAndTargets() {
        return Stream.concat(
                TestNetworks.all().stream()
                        .flatMap(test -> targets().stream().map(target -> Arguments.of(test, target))),
                StructureNetworks.mixing().stream()
                        .flatMap(test -> ALL.stream().map(target -> Arguments.of(test, target))));
    }

    private static List<GraphTarget> targets() {
        if (Boolean.getBoolean("dpmodel.full")) {
            return ALL;
        }
        System.err.println(
                "SKIPPED: rows on all targets but that of processors, from which they differ in blocks of rows, operator set"
                        + " and the form of convolutions; -Ddpmodel.full=true runs all");
        return List.of(TestTargets.grouped());
    }

    @ParameterizedTest(name = "{0}, {1}")
    @MethodSource("networksAndTargets")
    void everyRowGivesTheSameBits(TestNetwork test, GraphTarget target) {
        assertEquals(Optional.empty(), firstDifference(test, target));
    }

    private static Optional<String> firstDifference(TestNetwork test, GraphTarget target) {
        Batch batch = Batch.draw(test, 2 * ROWS, 60);
        double[] norms = new double[2 * ROWS];
        double[] losses = new double[2 * ROWS];
        Arrays.fill(norms, Double.NaN);
        Step small = Step.clipped(test, target, ROWS, 1);
        Step large = Step.clipped(test, target, 2 * ROWS, 1);
        for (int shift : new int[] {0, 1, 2, 3, 7}) {
            for (Step step : List.of(small, large)) {
                int[] order = rotated(step, shift);
                Step.Result result = step.run(Runner.ONNX_RUNTIME, batch.rows(order), 1e-3);
                for (int row = 0; row < order.length; row++) {
                    int example = order[row];
                    if (Double.isNaN(norms[example])) {
                        norms[example] = result.norms()[row];
                        losses[example] = result.losses()[row];
                    } else if (norms[example] != result.norms()[row] || losses[example] != result.losses()[row]) {
                        return Optional.of("example " + example + " in row " + row + " of " + order.length + ": norm "
                                + result.norms()[row] + ", elsewhere " + norms[example] + "; loss "
                                + result.losses()[row] + ", elsewhere " + losses[example]);
                    }
                }
            }
        }
        return firstContributionThatDiffers(small, batch);
    }

    private static int[] rotated(Step step, int shift) {
        int[] order = new int[step.graph().units().count()];
        Arrays.setAll(order, row -> (row + shift) % (2 * ROWS));
        return order;
    }

    private static Optional<String> firstContributionThatDiffers(Step step, Batch batch) {
        List<Gradient> gradients = new ArrayList<>();
        for (int row : new int[] {0, 1, 2, 3, 6, 13}) {
            int[] order = new int[ROWS];
            Arrays.setAll(order, other -> Math.floorMod(other - row, ROWS));
            double[] mask = new double[ROWS];
            mask[row] = 1;
            gradients.add(
                    step.run(Runner.ONNX_RUNTIME, batch.rows(order), 1e-3, mask).sum());
        }
        return gradients.stream()
                .filter(gradient -> gradient.minus(gradients.get(0)).norm() != 0)
                .findFirst()
                .map(gradient -> "example 0 adds another gradient from another row");
    }

    /** Sums of rows by the operator itself: kernels group the elements of a row by its address. */
    @Test
    void theTwinIsSeenToDiffer() {
        GraphTarget direct = TestTargets.grouped().withRowSums(RowSums.DIRECT);
        long differing = TestNetworks.all().stream()
                .filter(test -> firstDifference(test, direct).isPresent())
                .limit(4)
                .count();
        assertTrue(differing > 3, "only " + differing + " networks differ");
    }

    /** Neighbours of any size, and rows of padding, leave a row as it is. */
    @ParameterizedTest(name = "{0}")
    @MethodSource("networks")
    void neighboursDoNotMatter(TestNetwork test) {
        Batch batch = Batch.draw(test, ROWS, 61);
        Step step = Step.clipped(test, TestTargets.grouped(), ROWS, 1);
        double[] expected = step.run(Runner.ONNX_RUNTIME, batch, 1).norms();
        for (double scale : new double[] {0, 1e-25, 1e15}) {
            double[] features = batch.features().toDoubles();
            int width = features.length / ROWS;
            for (int i = 0; i < features.length; i++) {
                features[i] = i / width % 2 == 1 ? (float) (features[i] * scale) : features[i];
            }
            Batch beside = batch.withFeatures(
                    ReferenceTensor.floats(batch.features().type().shape(), features));
            double[] found = step.run(Runner.ONNX_RUNTIME, beside, 1).norms();
            for (int row = 0; row < ROWS; row += 2) {
                assertEquals(expected[row], found[row], "row " + row + " beside neighbours times " + scale);
            }
        }
    }

    static List<TestNetwork> networks() {
        return TestNetworks.all();
    }
}
