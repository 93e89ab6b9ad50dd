package org.dpmodel.rules;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.dpmodel.DPModel;
import org.dpmodel.DPModelBuilder;
import org.dpmodel.Losses;
import org.dpmodel.accountant.PrivacyStatement;
import org.dpmodel.accountant.PrivacyUnit;
import org.dpmodel.accountant.TotalCost;
import org.dpmodel.accountant.rdp.RdpAccountant;
import org.dpmodel.callback.Callback;
import org.dpmodel.callback.RunContext;
import org.dpmodel.checkpoint.Checkpoint;
import org.dpmodel.clipping.ClipMechanisms;
import org.dpmodel.engine.reference.ReferenceEngine;
import org.dpmodel.graph.GraphException;
import org.dpmodel.graph.OnnxModel;
import org.dpmodel.graph.onnx.OnnxFormat;
import org.dpmodel.models.MultilayerPerceptron;
import org.dpmodel.nn.EarlierTraining;
import org.dpmodel.nn.Network;
import org.dpmodel.noise.NoiseMechanisms;
import org.dpmodel.optimizer.Optimizers;
import org.dpmodel.sampling.PoissonSampling;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;

/**
 * Rule 15: what was trained from a trained model quotes that model's cost, and leads with the sum, in text, JSON and every
 * saved file, whichever way the weights took.
 *
 * <p>Seen to fail when networks were read without the metadata of their file.
 */
class StatementsFollowWeightsTest {
    @TempDir
    Path directory;

    private static Network fresh() {
        return MultilayerPerceptron.network(new long[] {3}, 4, 2);
    }

    private static DPModelBuilder builder(Network network) {
        return DPModel.builder(network, Losses.softmaxCrossEntropy())
                .engine(ReferenceEngine.DEVICE)
                .accountant(RdpAccountant::new)
                .optimizer(Optimizers.sgd(0.1))
                .sampling(new PoissonSampling(5))
                .clipping(ClipMechanisms.fixed(0.5))
                .noise(NoiseMechanisms.gaussian(1));
    }

    private static DPModel openlyNotPrivate(Network network) {
        return DPModel.builder(network, Losses.softmaxCrossEntropy())
                .engine(ReferenceEngine.DEVICE)
                .accountant(RdpAccountant::new)
                .optimizer(Optimizers.sgd(0.1))
                .sampling(new PoissonSampling(5))
                .buildWithoutPrivacy();
    }

    private static void train(DPModel model, int epochs, Callback... callbacks) {
        model.train(epochs, Tiny.twoClasses(20), List.of(callbacks));
    }

    private static Network trainedOnce() {
        try (DPModel model = builder(fresh()).build()) {
            train(model, 1);
            return model.network();
        }
    }

    private static void assertQuotes(PrivacyStatement later, PrivacyStatement... earlier) {
        for (PrivacyStatement one : earlier) {
            String text = later.toText();
            assertTrue(text.contains("epsilon = " + one.alone().displayedEpsilon()), text);
            assertTrue(text.contains("Steps: " + one.steps()), text);
            assertTrue(
                    later.toJson()
                            .toString()
                            .contains("epsilon = " + one.alone().displayedEpsilon()),
                    text);
            assertTrue(PrivacyStatement.fromJson(later.toJson()).toText().equals(text));
        }
    }

    private static void assertQuotesOnce(PrivacyStatement later, int trainings) {
        String text = later.toText();
        assertEquals(trainings, text.split("included in the first epsilon above", -1).length - 1, text);
    }

    /** The first line has the sum of epsilons and deltas, rounded up; the second this training alone. */
    private static void assertLeadsWithSum(PrivacyStatement later, PrivacyStatement... earlier) {
        double epsilon = later.epsilon();
        double delta = later.delta();
        for (PrivacyStatement one : earlier) {
            epsilon += one.epsilon();
            delta += one.delta();
        }
        TotalCost total = later.total().orElseThrow();
        assertEquals(epsilon, total.epsilon(), 1e-12 * epsilon);
        assertEquals(delta, total.delta(), 1e-12 * delta);
        assertEquals(earlier.length + 1, total.trainings());
        List<String> lines = later.toText().lines().toList();
        assertTrue(
                lines.get(0).startsWith("Differentially private with epsilon = " + later.displayedEpsilon())
                        && lines.get(0).contains("all " + total.trainings() + " trainings of these weights"),
                lines.get(0));
        assertTrue(
                lines.get(1)
                        .startsWith("This training alone: differentially private with epsilon = "
                                + later.alone().displayedEpsilon()),
                lines.get(1));
        assertEquals(later, PrivacyStatement.fromJson(later.toJson()));
    }

    @Test
    void threeGenerationsOfFilesForgetNothing() throws Exception {
        PrivacyStatement[] own = new PrivacyStatement[3];
        Network network = fresh();
        for (int i = 0; i < 3; i++) {
            Path file = directory.resolve("model" + i + ".onnx");
            try (DPModel model = builder(network).build()) {
                train(model, i + 1);
                own[i] = model.privacyStatement();
                assertEquals(4L * (i + 1), own[i].steps());
                assertQuotesOnce(own[i], i);
                for (int j = 0; j < i; j++) {
                    assertQuotes(own[i], own[j]);
                }
                assertTrue(!own[i].toText().contains("given weights"));
                if (i == 0) {
                    assertEquals(Optional.empty(), own[i].total());
                } else {
                    assertLeadsWithSum(own[i], Arrays.copyOf(own, i));
                }
                model.save(file);
            }
            Checkpoint saved = Checkpoint.read(file);
            assertEquals(own[i], saved.statement().orElseThrow());
            assertEquals(own[i].toText(), saved.metadata().get(Checkpoint.STATEMENT_TEXT));
            network = i == 1 ? saved.network() : Network.fromOnnx(file);
            assertEquals(i + 1, network.earlier().statements().size());
            assertEquals(network.earlier(), network.freeze("dense1.weight").earlier());
        }
        assertEquals(
                List.of(own[0].epsilon(), own[1].epsilon(), own[2].epsilon()),
                network.earlier().statements().stream()
                        .map(PrivacyStatement::epsilon)
                        .toList());
    }

    @Test
    void aModelThatWasNotTrainedFurtherKeepsItsStatement() throws Exception {
        Path file = directory.resolve("model.onnx");
        Path again = directory.resolve("again.onnx");
        PrivacyStatement first;
        try (DPModel model = builder(fresh()).build()) {
            train(model, 1);
            first = model.privacyStatement();
            model.save(file);
            try (DPModel same = builder(model.network()).build()) {
                assertEquals(first, same.privacyStatement());
            }
        }
        try (DPModel model = builder(Network.fromOnnx(file)).build()) {
            assertEquals(first, model.privacyStatement());
            assertEquals(first, model.privacyStatement(1e-3));
            // No bound follows at a smaller delta.
            PrivacyStatement unknown = model.privacyStatement(1e-9);
            assertEquals(Double.POSITIVE_INFINITY, unknown.epsilon());
            assertEquals(1e-9, unknown.delta());
            assertTrue(unknown.toText().contains("ask for delta = 1.0E-5"), unknown.toText());
            model.save(again);
        }
        Checkpoint saved = Checkpoint.read(again);
        assertEquals(first, saved.statement().orElseThrow());
        assertEquals("4", saved.metadata().get(Checkpoint.STEPS));
        assertEquals(1, saved.network().earlier().statements().size());
    }

    @Test
    void weightsThatWereTrainedWithoutPrivacySaySo() {
        try (DPModel open = openlyNotPrivate(fresh())) {
            train(open, 1);
            try (DPModel same = builder(open.network()).build()) {
                assertTrue(same.privacyStatement().toText().startsWith("NOT PRIVATE: epsilon = infinity"));
                train(same, 1);
                PrivacyStatement statement = same.privacyStatement();
                assertTrue(Double.isFinite(statement.epsilon()));
                assertTrue(
                        statement
                                .toText()
                                .startsWith("NOT PRIVATE: epsilon = infinity for anyone in the data of all 2"),
                        statement.toText());
                assertTrue(
                        statement.toText().contains("the weights had already cost everything (epsilon = infinity)"),
                        statement.toText());
                try (DPModel openAgain = openlyNotPrivate(same.network())) {
                    assertEquals(
                            statement.epsilon(), openAgain.privacyStatement().epsilon());
                    train(openAgain, 1);
                    assertQuotes(openAgain.privacyStatement(), statement);
                    assertQuotesOnce(openAgain.privacyStatement(), 2);
                }
            }
        }
    }

    /** What the user declares stays with the statement, in its folder and in files, and nothing is added up. */
    @Test
    void ofOtherPeopleNothingIsAddedUp() throws Exception {
        PrivacyStatement first;
        Network given;
        try (DPModel model = builder(fresh()).onOtherPeople().build()) {
            train(model, 1);
            first = model.privacyStatement();
            assertTrue(!first.notes().contains(EarlierTraining.OTHER_PEOPLE), "there was no earlier training");
            given = model.network();
        }
        Path folder = directory.resolve("run");
        Path file = directory.resolve("others.onnx");
        PrivacyStatement second;
        try (DPModel model = builder(given).onOtherPeople().directory(folder).build()) {
            train(model, 1);
            second = model.privacyStatement();
            model.save(file);
        }
        assertEquals(Optional.empty(), second.total());
        assertTrue(second.notes().contains(EarlierTraining.OTHER_PEOPLE));
        assertQuotes(second, first);
        assertTrue(second.toText().contains("NOT included in the epsilon above, since it is about other people"));
        assertEquals(second, Checkpoint.read(file).statement().orElseThrow());
        try (DPModel model = builder(fresh()).build()) {
            model.resume(folder);
            assertEquals(second, model.privacyStatement(), "the ledger remembers the declaration");
        }
        try (DPModel model = builder(Network.fromOnnx(file)).build()) {
            assertEquals(second, model.privacyStatement(), "not trained further");
            train(model, 1);
            assertLeadsWithSum(model.privacyStatement(), first, second);
        }
    }

    /** A ledger has one statement: a declaration for its last training would be stated of the people in the others. */
    @Test
    void aDeclarationIsForAllTrainingsOfALedger() {
        Network given = trainedOnce();
        for (boolean first : List.of(true, false)) {
            Path folder = directory.resolve("declared first " + first);
            try (DPModel model =
                    declaring(first, builder(given)).directory(folder).build()) {
                train(model, 1);
            }
            try (DPModel model = declaring(!first, builder(given)).build()) {
                model.resume(folder);
                String message = assertThrows(IllegalArgumentException.class, () -> train(model, 2))
                        .getMessage();
                assertTrue(message.contains("onOtherPeople()"), message);
                assertEquals(4, model.steps());
            }
            try (DPModel model = declaring(first, builder(given)).build()) {
                model.resume(folder);
                train(model, 2);
                assertEquals(first, model.privacyStatement().total().isEmpty());
            }
        }
    }

    /** It was recorded before the first step, and would be stated of steps for which it was taken back. */
    @Test
    void aDeclarationBeforeTheFirstStepIsNotTakenBack() {
        Network given = trainedOnce();
        Path folder = directory.resolve("declared, then failed");
        Callback failing = new Callback() {
            @Override
            public void onTrainBegin(RunContext context) {
                throw new IllegalStateException("before the first step");
            }
        };
        try (DPModel model = builder(given).onOtherPeople().directory(folder).build()) {
            assertThrows(IllegalStateException.class, () -> train(model, 1, failing));
        }
        try (DPModel model = builder(given).build()) {
            model.resume(folder);
            String message = assertThrows(IllegalArgumentException.class, () -> train(model, 1))
                    .getMessage();
            assertTrue(message.contains("onOtherPeople()"), message);
        }
        try (DPModel model = builder(given).onOtherPeople().build()) {
            model.resume(folder);
            train(model, 1);
            assertTrue(model.privacyStatement().total().isEmpty());
        }
    }

    private static DPModelBuilder declaring(boolean otherPeople, DPModelBuilder builder) {
        return otherPeople ? builder.onOtherPeople() : builder;
    }

    /** Only the declaration keeps trainings apart; no other note does. */
    @Test
    void withOtherNotesCostsStillAddUp() {
        PrivacyStatement first;
        Network given;
        try (DPModel model = builder(fresh()).build()) {
            train(model, 1);
            first = model.privacyStatement();
            given = model.network();
        }
        try (DPModel model = builder(given).delta(0.1).build()) {
            train(model, 1);
            PrivacyStatement second = model.privacyStatement();
            assertTrue(second.toText().contains("delta is not below 1 / number of examples"), second.toText());
            assertLeadsWithSum(second, first);
        }
    }

    /** An epsilon about another unit bounds nothing about this one. */
    @Test
    void ofAnotherUnitNothingIsAddedUp() {
        PrivacyStatement people;
        try (DPModel model = builder(fresh()).build()) {
            train(model, 1);
            people = model.privacyStatement().withUnit(PrivacyUnit.person(3));
        }
        Network network = new Network(fresh().graph(), fresh().opset(), Map.of(), new EarlierTraining(List.of(people)));
        try (DPModel model = builder(network).build()) {
            train(model, 1);
            PrivacyStatement statement = model.privacyStatement();
            assertEquals(Optional.empty(), statement.total());
            assertQuotes(statement, people);
            assertTrue(statement.toText().contains("NOT included in the epsilon above, since it is about another"));
        }
    }

    /** The state in the folder replaces the weights that the model was built on, so the folder knows where they came from. */
    @Test
    void aResumedRunRemembersWhatItsWeightsCameFrom() {
        PrivacyStatement first;
        Network given;
        try (DPModel model = builder(fresh()).build()) {
            train(model, 1);
            first = model.privacyStatement();
            given = model.network();
        }
        Path folder = directory.resolve("run");
        PrivacyStatement second;
        try (DPModel model = builder(given).directory(folder).build()) {
            train(model, 1);
            second = model.privacyStatement();
            assertQuotes(second, first);
        }
        for (Network network : List.of(fresh(), given)) {
            try (DPModel model = builder(network).build()) {
                model.resume(folder);
                assertEquals(second, model.privacyStatement());
                train(model, 2);
                assertQuotes(model.privacyStatement(), first);
                assertQuotesOnce(model.privacyStatement(), 1);
                second = model.privacyStatement();
            }
        }
    }

    /** The same plan gives equal statements: trainings are distinguished by having been quoted each. */
    @Test
    void twoEqualTrainingsStayTwoWhenAThirdIsResumed() throws Exception {
        Network network = fresh();
        for (int i = 0; i < 2; i++) {
            Path file = directory.resolve("equal" + i + ".onnx");
            try (DPModel model = builder(network).build()) {
                train(model, 1);
                model.save(file);
            }
            network = Network.fromOnnx(file);
        }
        assertEquals(2, network.earlier().statements().size());
        assertEquals(1, Set.copyOf(network.earlier().statements()).size());
        assertEquals(network.earlier(), network.earlier().and(network.earlier()));
        assertEquals(network.earlier(), EarlierTraining.NONE.and(network.earlier()));
        Path folder = directory.resolve("third");
        try (DPModel model = builder(network).directory(folder).build()) {
            train(model, 1);
            assertQuotesOnce(model.privacyStatement(), 2);
        }
        for (Network given : List.of(network, fresh())) {
            try (DPModel model = builder(given).build()) {
                model.resume(folder);
                assertQuotesOnce(model.privacyStatement(), 2);
            }
        }
    }

    @Test
    void whoseTheCostIsStaysSaidWhereItsSizeIsNotKnown() {
        PrivacyStatement trained;
        try (DPModel model = builder(fresh()).build()) {
            train(model, 1);
            trained = model.privacyStatement().withUnit(PrivacyUnit.person(3));
        }
        Network network =
                new Network(fresh().graph(), fresh().opset(), Map.of(), new EarlierTraining(List.of(trained)));
        try (DPModel model = builder(network).build()) {
            PrivacyStatement smaller = model.privacyStatement(trained.delta() / 10);
            assertEquals(Double.POSITIVE_INFINITY, smaller.epsilon());
            assertEquals(trained.unit(), smaller.unit());
        }
    }

    @Test
    void aDamagedStatementIsAnError() throws Exception {
        Path file = directory.resolve("model.onnx");
        try (DPModel model = builder(fresh()).build()) {
            train(model, 1);
            model.save(file);
        }
        OnnxModel saved = OnnxFormat.read(file);
        String statement = saved.metadata().get(EarlierTraining.STATEMENT);
        String twice = statement.substring(0, statement.lastIndexOf('}')) + ",\"epsilon\":0.1}";
        for (String key : List.of(EarlierTraining.STATEMENT, EarlierTraining.METADATA)) {
            for (String damaged : List.of("", "{", "{}", "null", "[{}]", "[] []", statement + " {}", twice)) {
                Map<String, String> metadata = new LinkedHashMap<>(saved.metadata());
                metadata.put(key, damaged);
                Files.write(file, OnnxFormat.write(new OnnxModel(saved.graph(), saved.opset(), metadata)));
                String message = assertThrows(GraphException.class, () -> Network.fromOnnx(file), key + damaged)
                        .getMessage();
                assertTrue(message.contains("is damaged"), message);
            }
        }
    }

    @Test
    void whatWasNeverTrainedHasNothingToQuote() throws Exception {
        Path file = directory.resolve("model.onnx");
        try (DPModel model = builder(fresh()).build()) {
            assertTrue(model.network().earlier().isEmpty());
            model.save(file);
        }
        assertTrue(Network.fromOnnx(file).earlier().isEmpty());
        try (DPModel model = builder(Network.fromOnnx(file)).build()) {
            assertTrue(model.privacyStatement().toText().contains("given weights"));
        }
    }

    /** Was wrong once: of two statements in a file the second was believed, and it may be the smaller one. */
    @Test
    void aFileWithTwoStatementsIsRefused() throws IOException {
        Path file = directory.resolve("two.onnx");
        try (DPModel model = builder(fresh()).build()) {
            train(model, 1);
            model.save(file);
        }
        byte[] saved = Files.readAllBytes(file);
        String statement = Checkpoint.read(file).metadata().get(Checkpoint.STATEMENT);
        Files.write(file, with(saved, statement));
        assertEquals(1, Network.fromOnnx(file).earlier().statements().size(), "the same one twice says nothing else");
        String smaller = statement.replaceFirst("\"epsilon\":[^,]*", "\"epsilon\":0.1");
        Files.write(file, with(saved, smaller));
        for (Executable reading : List.<Executable>of(() -> Network.fromOnnx(file), () -> Checkpoint.read(file))) {
            String message = assertThrows(GraphException.class, reading).getMessage();
            assertTrue(message.contains(Checkpoint.STATEMENT + " must appear in the file once"), message);
        }
    }

    /** A file of ONNX with one more entry, field 14, of its metadata: fields may stand in any order. */
    private static byte[] with(byte[] saved, String statement) throws IOException {
        ByteArrayOutputStream entry = new ByteArrayOutputStream();
        field(entry, 1, Checkpoint.STATEMENT.getBytes(StandardCharsets.UTF_8));
        field(entry, 2, statement.getBytes(StandardCharsets.UTF_8));
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        file.write(saved);
        field(file, 14, entry.toByteArray());
        return file.toByteArray();
    }

    private static void field(ByteArrayOutputStream out, int number, byte... content) throws IOException {
        out.write(number << 3 | 2);
        int length = content.length;
        for (; length > 127; length >>= 7) {
            out.write(length & 127 | 128);
        }
        out.write(length);
        out.write(content);
    }

    /** Was wrong once: the headline had a delta of which the statement did not say that it is too large. */
    @Test
    void deltasThatAreTooLargeTogetherAreMentioned() {
        try (DPModel first = builder(fresh()).delta(0.03).build()) {
            train(first, 1);
            assertFalse(first.privacyStatement().toText().contains("1 / number of examples"));
            try (DPModel second = builder(first.network()).delta(0.03).build()) {
                assertFalse(second.privacyStatement().toText().contains("1 / number of examples"));
                train(second, 1);
                String text = second.privacyStatement().toText();
                assertTrue(text.contains("at delta = 0.06 "), text);
                assertTrue(
                        text.contains(
                                "The delta of all trainings together, 0.06, is not below 1 / number of examples (20)"),
                        text);
                assertFalse(second.privacyStatement(0.01).toText().contains("1 / number of examples"));
            }
        }
    }
}
