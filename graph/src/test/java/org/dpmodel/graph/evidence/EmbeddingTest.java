package org.dpmodel.graph.evidence;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.dpmodel.graph.lowering.GraphTarget;
import org.dpmodel.graph.lowering.ScatteredIndexSums;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Tables whose rows are picked by indices: rows that an example, or a unit of several, picks more than once count once in
 * its norm, with the sum of their gradients.
 */
class EmbeddingTest {
    static List<TestNetwork> networks() {
        return StructureNetworks.embeddings();
    }

    private static List<GraphTarget> targets() {
        List<GraphTarget> targets = new ArrayList<>(TestTargets.all());
        targets.add(TestTargets.grouped().withIndexSums(new ScatteredIndexSums()));
        return targets;
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("networks")
    void gradientsAreSlopes(TestNetwork test) {
        new FiniteDifferenceTest().gradientsAreSlopes(test);
    }

    static Stream<Arguments> networksAndUnits() {
        return networks().stream().flatMap(test -> Stream.of(Arguments.of(test, 1), Arguments.of(test, 2)));
    }

    @ParameterizedTest(name = "{0}, units of {1}")
    @MethodSource("networksAndUnits")
    void theClippedSumIsThatOfALoop(TestNetwork test, int unitSize) {
        Batch batch = Batch.draw(test, 4, 71);
        NaiveSum naive = NaiveSum.of(test, Runner.DOUBLE, batch, unitSize);
        double norm = naive.middleNorm();
        double[] mask = unitSize == 1 ? new double[] {1, 0, 1, 1} : new double[] {1, 1};
        Gradient expected = naive.clippedSum(norm, mask);
        for (GraphTarget target : targets()) {
            Step step = Step.clipped(test, target, 4, unitSize);
            Step.Result exact = step.run(Runner.DOUBLE, batch, norm, mask);
            assertArrayEquals(naive.norms(), exact.norms(), 1e-7, target.name());
            exact.sum().assertClose(expected, 1e-6, target.name());
            step.run(Runner.ONNX_RUNTIME, batch, norm, mask).sum().assertClose(expected, 1e-3, target.name());
        }
    }

    /** All but the one that sums rows by the operator itself. */
    static Stream<Arguments> networksAndTargets() {
        return networks().stream().flatMap(test -> targets().stream()
                .filter(target -> !target.name().equals(TestTargets.rows().name()))
                .map(target -> Arguments.of(test, target)));
    }

    @ParameterizedTest(name = "{0}, {1}")
    @MethodSource("networksAndTargets")
    void everyRowGivesTheSameBits(TestNetwork test, GraphTarget target) {
        new RowsTest().everyRowGivesTheSameBits(test, target);
    }
}
