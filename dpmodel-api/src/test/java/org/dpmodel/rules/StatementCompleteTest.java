package org.dpmodel.rules;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeSet;
import org.dpmodel.DPModel;
import org.dpmodel.accountant.Adjacency;
import org.dpmodel.accountant.DpEvent;
import org.dpmodel.accountant.PrivacyStatement;
import org.dpmodel.accountant.rdp.RdpAccountant;
import org.dpmodel.checkpoint.Checkpoint;
import org.dpmodel.graph.OnnxModel;
import org.dpmodel.graph.onnx.OnnxFormat;
import org.dpmodel.nn.Network;
import org.dpmodel.noise.NoiseMechanisms;
import org.dpmodel.sampling.PoissonSampling;
import org.dpmodel.sampling.ShuffledBatches;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Rule 10: a statement says everything that its epsilon depends on, rounds up, and travels with the model.
 *
 * <p>Seen to fail when {@code Checkpoint.write} left the metadata out, when epsilon was rounded to nearest, and when
 * weights of unknown origin, or a delta above 1 / examples, went without note.
 */
class StatementCompleteTest {
    private static final int SIZE = 20;

    @TempDir
    Path directory;

    private static DPModel trained() {
        DPModel model =
                Tiny.classifier().sampling(new PoissonSampling(5)).delta(1e-3).build();
        model.train(2, Tiny.twoClasses(SIZE), List.of());
        return model;
    }

    @Test
    void everyPartIsThere() {
        try (DPModel model = trained()) {
            PrivacyStatement statement = model.privacyStatement();
            assertEquals(model.accountant().epsilon(1e-3), statement.epsilon());
            assertEquals(1e-3, statement.delta());
            assertEquals("add_or_remove_one", statement.adjacency().jsonName());
            assertEquals("RDP", statement.accountant());
            assertEquals(
                    "Poisson, sampling probability 0.25 (expected batch size 5 of 20 examples); the size of the dataset counts"
                            + " as public",
                    statement.sampler());
            assertEquals("Gaussian, noise multiplier 1.0; flat clipping, norm 0.5", statement.mechanism());
            assertEquals(8, statement.steps());
            assertTrue(!statement.libraryVersion().isBlank());
            String text = statement.toText();
            for (String part : List.of(
                    statement.displayedEpsilon(),
                    "delta = 0.001",
                    "add-or-remove-one",
                    "RDP",
                    statement.sampler(),
                    statement.mechanism(),
                    "Steps: 8",
                    statement.libraryVersion())) {
                assertTrue(text.contains(part), () -> "no " + part + " in " + text);
            }
            TreeSet<String> fields = new TreeSet<>();
            statement.toJson().fieldNames().forEachRemaining(fields::add);
            assertTrue(fields.containsAll(List.of(
                    "epsilon",
                    "delta",
                    "adjacency",
                    "accountant",
                    "sampler",
                    "mechanism",
                    "steps",
                    "libraryVersion",
                    "seeded",
                    "notes")));
        }
    }

    @Test
    void epsilonIsRoundedUp() {
        try (DPModel model = trained()) {
            for (double delta = 0.9; delta > 1e-12; delta /= 3) {
                PrivacyStatement statement = model.privacyStatement(delta);
                BigDecimal shown = new BigDecimal(statement.displayedEpsilon());
                assertTrue(shown.compareTo(new BigDecimal(statement.epsilon())) >= 0, shown::toString);
            }
        }
    }

    @Test
    void itIsSavedWithTheModel() throws Exception {
        Path file = directory.resolve("model.onnx");
        try (DPModel model = trained()) {
            model.save(file);
            Checkpoint checkpoint = Checkpoint.read(file);
            assertEquals(model.privacyStatement(), checkpoint.statement().orElseThrow());
            assertEquals(
                    model.privacyStatement().toText(), checkpoint.metadata().get(Checkpoint.STATEMENT_TEXT));
            assertEquals(
                    model.privacyStatement(),
                    PrivacyStatement.fromJson(
                            new ObjectMapper().readTree(checkpoint.metadata().get(Checkpoint.STATEMENT))));
            assertEquals("8", checkpoint.metadata().get(Checkpoint.STEPS));
        }
    }

    @Test
    void beforeTrainingNothingIsSpent() {
        try (DPModel model = Tiny.classifier().sampling(new PoissonSampling(5)).build()) {
            PrivacyStatement statement = model.privacyStatement();
            assertEquals(0, statement.epsilon());
            assertEquals(0, statement.steps());
            assertEquals("none: not trained", statement.sampler());
        }
    }

    @Test
    void trainingOnSpendsOn() {
        try (DPModel model = trained()) {
            double before = model.privacyStatement().epsilon();
            model.train(1, Tiny.twoClasses(SIZE), List.of());
            assertTrue(model.privacyStatement().epsilon() > before);
            assertEquals(12, model.privacyStatement().steps());
        }
    }

    /** Weights from elsewhere; those of this library bring their statement ({@link StatementsFollowWeightsTest}). */
    @Test
    void givenWeightsAreMentioned() throws Exception {
        Path file = directory.resolve("model.onnx");
        try (DPModel model = trained()) {
            model.save(file);
            assertTrue(!model.privacyStatement().toText().contains("given weights"));
        }
        OnnxModel bare = new OnnxModel(
                OnnxFormat.read(file).graph(), OnnxFormat.read(file).opset());
        try (DPModel next = Tiny.regression(Network.fromOnnx(bare)).build()) {
            assertTrue(next.privacyStatement().toText().contains("Training started from given weights."));
        }
    }

    @Test
    void anEmptyDeltaIsMentioned() {
        try (DPModel model = trained()) {
            assertTrue(
                    model.privacyStatement(1.0 / SIZE).toText().contains("delta is not below 1 / number of examples"));
            assertTrue(!model.privacyStatement(0.04).toText().contains("delta is not below"));
        }
    }

    /** One statement is about all steps, and so about the examples of the largest dataset. */
    @Test
    void deltaIsComparedWithTheLargestDataset() {
        try (DPModel model = Tiny.classifier().sampling(new PoissonSampling(4)).build()) {
            model.train(1, Tiny.twoClasses(40), List.of());
            model.train(1, Tiny.twoClasses(8), List.of());
            String text = model.privacyStatement(1 / 30.0).toText();
            assertTrue(text.contains("delta is not below 1 / number of examples (40)"), text);
        }
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, 1, -1e-5, 1.5, Double.NaN})
    void aDeltaThatSaysNothingIsRefused(double delta) {
        try (DPModel model =
                Tiny.classifier().sampling(new ShuffledBatches(5)).seed(1).build()) {
            String message = assertThrows(IllegalArgumentException.class, () -> model.privacyStatement(delta))
                    .getMessage();
            assertEquals("delta must be in (0, 1), found " + delta + ": a usual value is 1e-5", message);
            assertThrows(IllegalArgumentException.class, () -> Tiny.classifier().delta(delta));
        }
    }

    /** The comparison with Poisson sampling is left out where nobody knows what that would have cost. */
    @Test
    void discreteNoiseByTheEpochHasAStatementAsWell() {
        try (DPModel model = Tiny.classifier()
                .sampling(new ShuffledBatches(5))
                .noise(NoiseMechanisms.discreteGaussian(1))
                .build()) {
            model.train(1, Tiny.twoClasses(20), List.of());
            assertTrue(model.privacyStatement().toText().contains("DiscreteGaussian"));
            assertTrue(model.privacyStatement().epsilonIfPoissonSampled().isEmpty());
            assertTrue(!Tiny.parameters(model).isEmpty());
        }
    }

    @Test
    void shuffledBatchesShowBesideTheirEpsilonWhatPoissonSamplingWouldHaveCost() {
        try (DPModel model =
                Tiny.classifier().sampling(new ShuffledBatches(5)).delta(1e-3).build()) {
            assertTrue(model.privacyStatement().epsilonIfPoissonSampled().isEmpty(), "nothing was trained");
            model.train(2, Tiny.twoClasses(SIZE), List.of());
            PrivacyStatement statement = model.privacyStatement();
            RdpAccountant poisson = new RdpAccountant(Adjacency.REPLACE_ONE);
            // sensitivity 2 C halves the noise multiplier of 1
            poisson.compose(new DpEvent.Gaussian(0.5).poissonSampled(0.25), 8);
            assertEquals(
                    poisson.epsilon(1e-3), statement.epsilonIfPoissonSampled().getAsDouble());
        }
        try (DPModel model = trained()) {
            assertTrue(model.privacyStatement().epsilonIfPoissonSampled().isEmpty(), "Poisson sampling is what it is");
        }
    }
}
