package org.dpmodel.cli.privacy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.dpmodel.accountant.Adjacency;
import org.dpmodel.accountant.DpEvent;
import org.dpmodel.accountant.RunCount;
import org.dpmodel.accountant.calibration.GroupPrivacy;
import org.dpmodel.accountant.pld.PldAccountant;
import org.dpmodel.accountant.rdp.RdpAccountant;
import org.dpmodel.cli.Execution;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class PrivacyCommandTest {
    @TempDir
    Path directory;

    private static Execution privacy(String options) {
        String[] words = ("privacy " + options).strip().split("\\s+", -1);
        return Execution.of(words);
    }

    private static JsonNode json(String options) throws IOException {
        return new ObjectMapper()
                .readTree(privacy(options + " --json").succeeds().out());
    }

    private static double epsilon(JsonNode answer) {
        return answer.at("/statements/0/epsilon").doubleValue();
    }

    /** 0.704 by RDP and 0.489 by PLD: dp_accounting 0.6.0 on the run of TF Privacy's tutorial. */
    @Test
    void agreesWithDpAccountingOnTheTutorialOfTfPrivacy() throws IOException {
        JsonNode answer = json("--examples 60000 --batch-size 250 --noise-multiplier 1.2 --epochs 4 --accountant all");
        assertEquals(0.489, answer.at("/statements/0/epsilon").doubleValue(), 5e-4);
        assertEquals(0.704, answer.at("/statements/1/epsilon").doubleValue(), 5e-4);
        assertEquals("PLD", answer.at("/statements/0/accountant").textValue());
        assertEquals(960, answer.at("/run/steps").intValue());
    }

    /** dp_accounting 0.6.0: RepeatAndSelectDpEvent of mean 20 and shape 1, on 2,340 steps. */
    @Test
    void aChoiceIsPricedByRdpWhoeverIsAsked() throws IOException {
        String run = "--examples 60000 --batch-size 256 --noise-multiplier 1 --steps 2340 --tune geometric:0.05";
        for (String accountant : List.of("pld", "rdp")) {
            JsonNode answer = json(run + " --accountant " + accountant);
            assertEquals(2.98747, epsilon(answer), 1e-5);
        }
        String text = privacy(run).succeeds().out();
        assertTrue(text.contains("the best of geometric:0.05 runs, 20.00 on average"), text);
        assertTrue(text.contains("charged by RDP"), text);
        privacy(run + " --accountant zcdp").isUsageError("--tune", "rdp");
        privacy("--tune geometric:2").isUsageError("gamma must be in (0, 1)");
        privacy("--tune geometric:0.1 --sampling cyclic:4").isUsageError("--tune", "cyclic", "interruption");
        JsonNode solved = json("--tune geometric:0.05 --target-epsilon 3 --steps 2340");
        assertTrue(epsilon(solved) <= 3 && epsilon(solved) > 2.99, solved.toString());
    }

    /** A choice on private rows costs more than one on public rows, by the score of each run. */
    @Test
    void aChoiceOnPrivateRowsIsPricedWithItsScores() throws IOException {
        String run = "--examples 60000 --batch-size 256 --noise-multiplier 1 --steps 2340 --tune geometric:0.05";
        RdpAccountant one = new RdpAccountant(Adjacency.ADD_OR_REMOVE_ONE);
        DpEvent steps = new DpEvent.Gaussian(1).poissonSampled(256 / 60000.0).times(2340);
        one.compose(
                RunCount.parse("geometric:0.05").bestOf(new DpEvent.Composed(List.of(steps, new DpEvent.Gaussian(5)))));
        JsonNode answer = json(run + " --validation private:5");
        assertEquals(one.epsilon(1e-5), epsilon(answer), 1e-9);
        assertTrue(epsilon(answer) > epsilon(json(run + " --validation public")) + 0.1);
        String text = privacy(run + " --validation private:5").succeeds().out();
        assertTrue(text.contains("with noise of standard deviation 5.0"), text);
        privacy("--validation private:5").isUsageError("--validation", "--tune");
        privacy(run + " --validation private:0").isUsageError("NOISE above 0");
        privacy(run + " --validation private:5 --records-per-person 2").isUsageError("a person has several");
    }

    private static Arguments priced(String options, double epsilon) {
        return Arguments.of(options, epsilon);
    }

    /** What the command answered when it made its events by itself, and knew two samplings only. */
    static Stream<Arguments> prices() {
        return Stream.of(
                priced("--epochs 10", 1.0991085070006308),
                priced("--examples 60000 --batch-size 250 --noise-multiplier 1.2 --epochs 4", 0.48892740662646633),
                priced("--shuffled --noise-multiplier 2 --epochs 3", 8.385418924219085),
                priced("--shuffled --steps 100 --accountant rdp", 10.725509696418232),
                priced("--adjacency replace-one", 1.7624609406174194),
                priced("--adjacency replace-one --noise-multiplier 2.5 --steps 500", 0.2544946761575742),
                priced("--sampling-probability 0.01 --steps 200", 0.9126335946416293),
                priced("--sampling-probability 0.01 --epochs 2", 0.9126335946416293),
                priced("--sampling-probability 0.004266666666666667 --epochs 2", 0.5188101502493163),
                priced("--sampling-probability 1 --steps 5", 11.480022809174635),
                priced("--sampling-probability 0.05 --shuffled --epochs 3 --accountant rdp", 21.44485232771325),
                priced(
                        "--delta 1e-7 --noise-multiplier 0.7 --examples 1000 --batch-size 30 --epochs 3",
                        7.162548202541127));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("prices")
    void pricesOfThePlanAreThoseOfOld(String options, double epsilon) throws IOException {
        assertEquals(epsilon, epsilon(json(options)));
    }

    /** The group's price by its formula, k epsilon at a smaller delta: more than k times that of an example. */
    @ParameterizedTest
    @ValueSource(ints = {2, 4})
    @Tag("slow")
    void aPersonWithSeveralRecordsIsPricedAsAGroup(int records) throws IOException {
        String run = "--noise-multiplier 2 --epochs 1";
        JsonNode answer = json(run + " --records-per-person " + records);
        PldAccountant examples = new PldAccountant(Adjacency.ADD_OR_REMOVE_ONE);
        examples.compose(new DpEvent.Gaussian(2).poissonSampled(256 / 60000.0), 234);
        double charged = GroupPrivacy.epsilon(examples, records, 1e-5);
        assertEquals(charged, epsilon(answer), 1e-3 * charged);
        assertTrue(epsilon(answer) > records * epsilon(json(run)), "a charge for each record by itself passes");
        assertEquals(records, answer.at("/statements/0/recordsPerPerson").intValue());
        assertEquals(
                "PLD, groups of " + records,
                answer.at("/statements/0/accountant").textValue());
        assertTrue(answer.at("/membershipTest").isMissingNode(), "it is about one example");
    }

    @Test
    void noiseIsSolvedForAPersonToo() throws IOException {
        JsonNode answer = json("--epochs 1 --target-epsilon 2 --records-per-person 2 --accountant rdp");
        assertTrue(epsilon(answer) <= 2 && epsilon(answer) > 1.99, answer::toString);
        JsonNode example = json("--epochs 1 --target-epsilon 2 --accountant rdp");
        assertTrue(solvedNoise(answer) > solvedNoise(example), answer::toString);
    }

    private static double solvedNoise(JsonNode answer) {
        return answer.at("/solutions/0/noiseMultiplier").doubleValue();
    }

    @Test
    void saysWhoseGuaranteeItIs() {
        String text = privacy("--noise-multiplier 2 --epochs 1 --records-per-person 3 --accountant rdp")
                .succeeds()
                .out();
        assertTrue(text.contains("per person, at most 3 records each"), text);
        assertTrue(text.contains("by a rule that looks at neither labels nor values"), text);
        privacy("--records-per-person 0").isUsageError("at least 1");
    }

    @Test
    void samplingProbabilityAndStepsStandForExamplesBatchAndEpochs() throws IOException {
        double byEpochs = epsilon(json("--examples 6400 --batch-size 64 --epochs 2"));
        double bySteps = epsilon(json("--sampling-probability 0.01 --steps 200"));
        double mixed = epsilon(json("--sampling-probability 0.01 --epochs 2"));
        assertEquals(byEpochs, bySteps);
        assertEquals(byEpochs, mixed);
    }

    @Test
    void shuffledBatchesAreChargedAsTrainingChargesThem() throws IOException {
        PldAccountant accountant = new PldAccountant(Adjacency.REPLACE_ONE);
        accountant.compose(new DpEvent.ShuffledEpoch(234, new DpEvent.Gaussian(2.0 / 2)), 3);
        JsonNode answer = json("--shuffled --noise-multiplier 2 --epochs 3");
        assertEquals(accountant.epsilon(1e-5), epsilon(answer));
        assertEquals("replace_one", answer.at("/statements/0/adjacency").textValue());
        double ifPoisson = answer.at("/statements/0/epsilonIfPoissonSampled").doubleValue();
        assertTrue(ifPoisson > 0 && ifPoisson < epsilon(answer));
        String text =
                privacy("--shuffled --noise-multiplier 2 --epochs 3").succeeds().out();
        assertTrue(text.contains("amplification by sampling is not claimed"), text);
        assertTrue(text.contains("twice the clipping norm"), text);
    }

    /** Near-exact: 1.0475. A begun epoch costs a whole one. */
    @Test
    void ballsInBinsArePricedByTheEpochAndAmplified() throws IOException {
        String run = "--sampling balls-in-bins --examples 59904 --batch-size 256 --noise-multiplier 1 ";
        JsonNode answer = json(run + "--epochs 10");
        assertEquals(1.0475, epsilon(answer), 0.002);
        assertEquals("balls-in-bins", answer.at("/run/sampler").textValue());
        assertTrue(answer.at("/statements/0/epsilonIfPoissonSampled").isMissingNode());
        assertTrue(answer.at("/membershipTest/truePositiveRateAtMost").doubleValue() < 0.03);
        assertTrue(answer.at("/membershipTest/posteriorAtMost").doubleValue() < 0.25);
        assertEquals(epsilon(answer), epsilon(json(run + "--steps 2107")));
        assertTrue(epsilon(json(run + "--steps 2106")) < epsilon(answer));
        String text = privacy(run + "--epochs 1").succeeds().out();
        assertTrue(text.contains("Sampler: balls in bins, 234 bins an epoch"), text);
    }

    @Test
    void solvesForTheNoiseAndStaysWithinTheBudget() throws IOException {
        JsonNode answer = json("--target-epsilon 3 --epochs 5 --accountant rdp");
        double noise = answer.at("/solutions/0/noiseMultiplier").doubleValue();
        assertTrue(epsilon(answer) <= 3);
        assertTrue(epsilon(json("--accountant rdp --epochs 5 --noise-multiplier " + noise)) <= 3);
        assertTrue(epsilon(json("--accountant rdp --epochs 5 --noise-multiplier " + 0.999 * noise)) > 3);
    }

    @Test
    void solvesForTheStepsAndStaysWithinTheBudget() throws IOException {
        JsonNode answer = json("--target-epsilon 1 --noise-multiplier 1.1 --accountant rdp");
        long steps = answer.at("/solutions/0/steps").longValue();
        assertTrue(epsilon(json("--accountant rdp --noise-multiplier 1.1 --steps " + steps)) <= 1);
        assertTrue(epsilon(json("--accountant rdp --noise-multiplier 1.1 --steps " + (steps + 1))) > 1);
    }

    @Test
    void solvesForWholeEpochsOfShuffledBatches() throws IOException {
        JsonNode answer = json("--shuffled --target-epsilon 8 --noise-multiplier 4 --accountant rdp");
        long steps = answer.at("/solutions/0/steps").longValue();
        assertEquals(0, steps % 234);
        assertTrue(epsilon(answer) <= 8);
        assertTrue(epsilon(json("--shuffled --noise-multiplier 4 --accountant rdp --steps " + (steps + 1))) > 8);
    }

    @Test
    void theTableFallsWithNoiseAndGrowsWithEpochs() throws IOException {
        JsonNode table = json("--table --accountant rdp").get("table");
        JsonNode rows = table.get("epsilons");
        assertEquals(table.get("noiseMultipliers").size(), rows.size());
        for (int row = 0; row < rows.size(); row++) {
            for (int column = 0; column < rows.get(row).size(); column++) {
                double cell = rows.at("/" + row + "/" + column).doubleValue();
                assertTrue(row == 0
                        || cell < rows.at("/" + (row - 1) + "/" + column).doubleValue());
                assertTrue(column == 0
                        || cell > rows.at("/" + row + "/" + (column - 1)).doubleValue());
            }
        }
        assertTrue(privacy("--table --accountant rdp").succeeds().out().contains("rows: noise multiplier"));
    }

    @Test
    @Tag("slow")
    void drawsAPlotAsPngAndAsSvg() throws IOException {
        Path png = directory.resolve("epsilon.png");
        Path svg = directory.resolve("epsilon.SVG");
        privacy("--epochs 1 --accountant all --plot " + png).succeeds();
        privacy("--epochs 1 --accountant rdp --plot " + svg).succeeds();
        BufferedImage image = ImageIO.read(png.toFile());
        int[] pixels = image.getRGB(0, 0, image.getWidth(), image.getHeight(), null, 0, image.getWidth());
        assertTrue(Arrays.stream(pixels).distinct().count() > 10, "the plot is empty");
        String drawn = Files.readString(svg);
        assertTrue(drawn.contains("<svg") && drawn.split("<path", -1).length > 20, "the plot is empty");
    }

    @Test
    void answersAFileOfCasesLineByLine() throws IOException {
        // tfp-tutorial's values: dp_accounting 0.6.0
        String good = "{\"id\":\"tutorial\",\"kind\":\"epsilon\",\"mechanism\":\"poisson_subsampled_gaussian\","
                + "\"adjacency\":\"add_or_remove_one\",\"sampling_probability\":" + 250.0 / 60000
                + ",\"noise_multiplier\":1.2,\"steps\":960,\"delta\":1e-5}";
        String bad = "{\"id\":\"bad\",\"kind\":\"weather\",\"mechanism\":\"gaussian\","
                + "\"adjacency\":\"add_or_remove_one\"}";
        Path file = directory.resolve("cases.json");
        for (String content : List.of(
                "{\"header\":{},\"cases\":[" + good + "," + bad + "]}",
                "[" + good + "," + bad + "]",
                good + "\n" + bad)) {
            Files.writeString(file, content);
            List<String> lines =
                    privacy("--cases " + file).succeeds().out().lines().toList();
            assertEquals(2, lines.size(), lines.toString());
            JsonNode first = new ObjectMapper().readTree(lines.get(0));
            assertEquals("tutorial", first.get("id").textValue());
            assertEquals(0.704, first.get("rdp_epsilon").doubleValue(), 5e-4);
            assertTrue(first.get("pld_epsilon_lower").doubleValue() <= 0.489);
            JsonNode second = new ObjectMapper().readTree(lines.get(1));
            assertEquals("bad", second.get("id").textValue());
            assertTrue(second.get("error").textValue().contains("weather"));
        }
    }

    @Test
    void filesOfCasesThatCannotBeReadFailInOneLine() throws IOException {
        privacy("--cases " + directory.resolve("none")).fails("none does not exist");
        Path text = Files.writeString(directory.resolve("text"), "hello");
        privacy("--cases " + text).fails("is not JSON");
        Path twice = Files.writeString(
                directory.resolve("twice"),
                "[{\"kind\":\"epsilon\",\"mechanism\":\"gaussian\",\"adjacency\":\"add_or_remove_one\","
                        + "\"noise_multiplier\":1,\"noise_multiplier\":100,\"steps\":1,\"delta\":1e-5}]");
        privacy("--cases " + twice).fails("Duplicate field 'noise_multiplier'");
        // Was read as 0, so that a step cost nothing.
        Path small = Files.writeString(
                directory.resolve("small"),
                "[{\"kind\":\"epsilon\",\"mechanism\":\"poisson_subsampled_gaussian\",\"adjacency\":\"add_or_remove_one\","
                        + "\"noise_multiplier\":1,\"sampling_probability\":1e-400,\"steps\":1,\"delta\":1e-5}]");
        privacy("--cases " + small).fails("found 1E-400");
    }

    private static Arguments wrong(String options, String... words) {
        return Arguments.of(options, words);
    }

    static Stream<Arguments> wrongUsages() {
        return Stream.of(
                wrong("--delta 0", "--delta must be in (0, 1)", "0.0"),
                wrong("--delta NaN", "--delta", "NaN"),
                wrong("--examples 10", "256", "10"),
                wrong("--noise-multiplier -1", "--noise-multiplier", "-1.0"),
                wrong("--sampling-probability 1.5", "--sampling-probability must be in (0, 1]", "1.5"),
                wrong("--sampling-probability 1e-10", "at least 1 in 2147483647", "1.0E-10"),
                wrong("--sampling-probability 0.1 --sampling truncated-poisson", "pass --examples and --batch-size"),
                wrong("--sampling-probability 0.1 --clipping adaptive", "pass --examples and --batch-size"),
                wrong("--shuffled --sampling poisson", "--shuffled is short for"),
                wrong("--sampling without-replacement --adjacency add-or-remove-one", "replace-one", "leave it out"),
                wrong("--steps -1", "--steps and --epochs must be at least 0"),
                wrong("--noise-multiplier 0", "--noise-multiplier must be positive", "0.0"),
                wrong("--sampling-probability 0.1 --batch-size 9", "--sampling-probability replaces"),
                wrong("--steps 9 --epochs 9", "--steps replaces --epochs"),
                wrong("--adjacency none", "add-or-remove-one, replace-one", "none"),
                wrong("--shuffled --adjacency add-or-remove-one", "replace-one"),
                wrong("--accountant gdp", "pld, rdp, zcdp, all", "gdp"),
                wrong("--target-epsilon 0", "--target-epsilon must be positive"),
                wrong("--target-epsilon 3 --noise-multiplier 1 --epochs 2", "leave out the one to solve for"),
                wrong("--target-epsilon 3 --table", "one at a time"),
                wrong("--plot epsilon.pdf", ".png or .svg", "epsilon.pdf"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("wrongUsages")
    void contradictionsAndUnknownNamesAreUsageErrors(String options, String[] words) {
        privacy(options).isUsageError(words);
    }
}
