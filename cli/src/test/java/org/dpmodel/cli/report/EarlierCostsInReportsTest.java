package org.dpmodel.cli.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.dpmodel.DPModel;
import org.dpmodel.DPModelBuilder;
import org.dpmodel.Losses;
import org.dpmodel.accountant.Adjacency;
import org.dpmodel.accountant.PrivacyStatement;
import org.dpmodel.accountant.rdp.RdpAccountant;
import org.dpmodel.callbacks.RunRecord;
import org.dpmodel.callbacks.RunRecorder;
import org.dpmodel.checkpoint.Checkpoint;
import org.dpmodel.cli.Execution;
import org.dpmodel.clipping.ClipMechanisms;
import org.dpmodel.data.ArrayDataset;
import org.dpmodel.data.Dataset;
import org.dpmodel.metric.Metrics;
import org.dpmodel.models.MultilayerPerceptron;
import org.dpmodel.nn.Network;
import org.dpmodel.noise.NoiseMechanisms;
import org.dpmodel.optimizer.Optimizers;
import org.dpmodel.sampling.SamplingSchemes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Each number and curve of a page is what all trainings of the weights have cost, or says that it is not. */
class EarlierCostsInReportsTest {
    private static final Network FRESH = MultilayerPerceptron.network(new long[] {3}, 4, 2);
    private static final int EPOCHS = 2;

    @TempDir
    Path folder;

    private static Dataset points() {
        int[] labels = new int[40];
        for (int i = 0; i < labels.length; i++) {
            labels[i] = i % 2;
        }
        return ArrayDataset.classification("points", new float[labels.length][3], new long[] {3}, labels, 2);
    }

    private static DPModelBuilder builder(Network network) {
        return DPModel.builder(network, Losses.softmaxCrossEntropy())
                .optimizer(Optimizers.sgd(0.1))
                .accountant(RdpAccountant::new)
                .sampling(SamplingSchemes.poisson(8))
                .metrics(Metrics.accuracy());
    }

    private static DPModelBuilder privately(Network network) {
        return builder(network).clipping(ClipMechanisms.fixed(0.5)).noise(NoiseMechanisms.gaussian(2));
    }

    private static Network trained(DPModelBuilder builder) {
        try (DPModel model = builder.build()) {
            model.train(1, points(), List.of());
            return model.network();
        }
    }

    private static Network trainedOpenly() {
        try (DPModel model = builder(FRESH).buildWithoutPrivacy()) {
            model.train(1, points(), List.of());
            return model.network();
        }
    }

    private PrivacyStatement trainedInFolder(DPModelBuilder builder) {
        try (DPModel model = builder.directory(folder.resolve("run")).build()) {
            model.train(
                    EPOCHS,
                    points(),
                    List.of(RunRecorder.in(folder.resolve("run")).measuringPublicData(points())));
            return model.privacyStatement();
        }
    }

    private ReportedRun read() throws IOException {
        return ReportedRun.read("run", folder.resolve("run"));
    }

    private String page() throws IOException {
        Path page = folder.resolve("page.html");
        Execution.of("report", "-o", page.toString(), folder.resolve("run").toString())
                .succeeds();
        return Files.readString(page);
    }

    /** A chart from its title to the end of its table. */
    private static String chart(String page, String title) {
        int from = page.indexOf("<strong>" + title);
        assertTrue(from >= 0, () -> "no chart " + title + " in\n" + page);
        return page.substring(from, page.indexOf("</figure>", from));
    }

    /** Rewrites the history as earlier versions wrote it: the epsilon of this training alone, without a delta. */
    private void asOfAnEarlierVersion(double earlier) throws IOException {
        Path file = folder.resolve("run").resolve(RunRecord.HISTORY);
        StringBuilder older = new StringBuilder();
        for (String line : Files.readAllLines(file)) {
            if (line.contains("\"type\":\"epoch\"")) {
                double all = Double.parseDouble(line.replaceFirst(".*\"epsilon\":([^,]*),.*", "$1"));
                line = line.replaceFirst("\"epsilon\":[^,]*,", "\"epsilon\":" + (all - earlier) + ",")
                        .replaceFirst("\"delta\":[^,]*,", "");
            }
            older.append(line).append('\n');
        }
        Files.writeString(file, older);
    }

    private static List<Double> heights(List<LineChart.Point> points) {
        return points.stream().map(LineChart.Point::y).toList();
    }

    @Test
    void aTrainingWithoutPrivacyBeforeIsNotDrawnAsPrivate() throws IOException {
        PrivacyStatement statement = trainedInFolder(privately(trainedOpenly()));
        assertEquals("infinity", statement.displayedEpsilon());
        String alone = Numbers.digits(statement.epsilon());
        String page = page();
        for (String title : List.of("Privacy spent over steps", "Utility against privacy")) {
            String chart = chart(page, title);
            assertFalse(chart.contains(">" + alone + "<"), chart);
            assertFalse(chart.contains("<svg"), chart);
            assertTrue(chart.contains(">infinity<"), chart);
            assertTrue(
                    chart.contains("run: epsilon of all 2 trainings of the weights is infinity, which cannot be drawn"),
                    chart);
        }
        assertEquals(
                List.of(Double.POSITIVE_INFINITY),
                heights(read().epsilons()).stream().distinct().toList());
    }

    @Test
    void curvesAreTheCostOfAllTrainings_alsoOfOlderFilesAndOfLedgersAlone() throws IOException {
        Network given = trained(privately(FRESH));
        PrivacyStatement statement = trainedInFolder(privately(given));
        double earlier = given.earlier().last().orElseThrow().epsilon();
        assertEquals(earlier + statement.epsilon(), statement.leadingEpsilon(), 1e-12);
        List<Double> curve = heights(read().epsilons());
        assertEquals(EPOCHS, curve.size());
        assertEquals(statement.leadingEpsilon(), curve.get(EPOCHS - 1), 1e-9);
        assertTrue(curve.get(0) > earlier, curve.toString());
        String page = page();
        String scope = "run: of all 2 trainings of the weights, at delta 2.0E-5";
        assertTrue(chart(page, "Privacy spent over steps").contains(scope), page);
        assertTrue(chart(page, "Utility against privacy").contains(scope), page);
        assertTrue(page.contains("Epsilon of all steps of this training alone"), page);
        String drawn = Numbers.digits(curve.get(0));
        assertTrue(chart(page, "Utility against privacy").contains(">" + drawn + "<"), page);

        asOfAnEarlierVersion(earlier);
        List<Double> older = heights(read().epsilons());
        assertEquals(curve.get(0), older.get(0), 1e-9);
        assertEquals(curve.get(1), older.get(1), 1e-9);
        String again = page();
        assertTrue(chart(again, "Utility against privacy").contains(">" + drawn + "<"), again);

        Files.delete(folder.resolve("run").resolve(RunRecord.HISTORY));
        Files.delete(folder.resolve("run").resolve(RunRecord.MODEL));
        List<LineChart.Point> bare = read().epsilons();
        assertTrue(bare.stream().allMatch(point -> point.y() > earlier), bare.toString());
        LineChart.Point last = bare.get(bare.size() - 1);
        assertEquals(read().statement().leadingEpsilon(), last.y(), 1e-9);
    }

    /** A saved model whose statement has lost its total claims less than the ledger. */
    @Test
    void aSavedStatementWithoutItsTotalIsNotBelieved() throws IOException {
        PrivacyStatement statement = trainedInFolder(privately(trained(privately(FRESH))));
        Checkpoint saved = read().checkpoint().orElseThrow();
        Network network = saved.network();
        Checkpoint.write(
                folder.resolve("run").resolve(RunRecord.MODEL),
                network.graph(),
                network.opset(),
                statement.alone(),
                saved.metadata(),
                network.preprocessing());
        assertEquals(
                statement.alone(), read().checkpoint().orElseThrow().statement().orElseThrow());
        assertEquals(statement.leadingEpsilon(), read().statement().leadingEpsilon(), 1e-9);
    }

    /** What the user declares, and what cannot be added up, is not added; the page says that it is not. */
    @Test
    void trainingsThatDoNotAddUpAreNamedBesideTheCurves() throws IOException {
        Network given = trained(privately(FRESH));
        trainedInFolder(privately(given).onOtherPeople());
        assertTrue(
                chart(page(), "Privacy spent over steps")
                        .contains("run: of this training alone; an earlier one of the weights was on other people"),
                page());
    }

    @Test
    void anEarlierTrainingOfAnotherAdjacencyIsNamedBesideTheCurves() throws IOException {
        Network given = trained(privately(FRESH).sampling(SamplingSchemes.shuffled(8)));
        assertEquals(Adjacency.REPLACE_ONE, given.earlier().last().orElseThrow().adjacency());
        trainedInFolder(privately(given));
        String page = page();
        String chart = chart(page, "Privacy spent over steps");
        assertTrue(
                chart.contains("run: of this training alone; an earlier one of the weights was about another"), chart);
        assertTrue(page.contains("These bounds are about this training alone"), page);
        assertTrue(page.contains("Of this training alone, not of earlier ones of the weights"), page);
    }
}
