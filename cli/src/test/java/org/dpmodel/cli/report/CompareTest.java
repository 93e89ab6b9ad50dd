package org.dpmodel.cli.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.dpmodel.accountant.Adjacency;
import org.dpmodel.accountant.DpEvent;
import org.dpmodel.accountant.PrivacyAccountant;
import org.dpmodel.accountant.PrivacyStatement;
import org.dpmodel.accountant.PrivacyUnit;
import org.dpmodel.accountant.pld.PldAccountant;
import org.dpmodel.cli.Execution;
import org.dpmodel.ledger.Ledger;
import org.dpmodel.ledger.LedgerContent;
import org.dpmodel.ledger.LedgerHeader;
import org.dpmodel.ledger.LedgerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What several ledgers come to together, and which do not add up. */
class CompareTest {
    private static final DpEvent STEP = new DpEvent.Gaussian(4).poissonSampled(0.1);
    private static final double DELTA = 1e-5;

    @TempDir
    Path folder;

    private Path ledger(String name, Optional<String> data, String order, int steps, LedgerRecord... more) {
        return ledger(name, data, order, steps, Adjacency.ADD_OR_REMOVE_ONE, more);
    }

    private Path ledger(
            String name, Optional<String> data, String order, int steps, Adjacency adjacency, LedgerRecord... more) {
        Path run = folder.resolve(name);
        LedgerHeader header = LedgerHeader.of("a plan", adjacency, false);
        try (Ledger ledger = Ledger.create(run.resolve("ledger.jsonl"), header)) {
            ledger.append(new LedgerRecord.Run(0, 1000, "Poisson", order, data, Optional.empty()));
            Arrays.stream(more).forEach(ledger::append);
            for (int step = 0; step < steps; step++) {
                ledger.append(new LedgerRecord.Step(step, step, Optional.of(STEP)));
            }
        }
        return run;
    }

    private static double epsilon(int steps) {
        PrivacyAccountant accountant = new PldAccountant(Adjacency.ADD_OR_REMOVE_ONE);
        accountant.compose(STEP, steps);
        return accountant.epsilon(DELTA);
    }

    private static JsonNode json(Path... runs) throws IOException {
        return new ObjectMapper()
                .readTree(compare(List.of("--json"), runs).succeeds().out());
    }

    private static Execution compare(List<String> options, Path... runs) {
        List<String> arguments = new ArrayList<>(List.of("compare"));
        Arrays.stream(runs).map(Path::toString).forEach(arguments::add);
        arguments.addAll(options);
        return Execution.of(arguments.toArray(String[]::new));
    }

    @Test
    void ledgersOnTheSameDataAddUp() throws IOException {
        Path all = ledger("all", Optional.of("patients"), "k1", 10);
        Path some = ledger("some", Optional.of("patients [0, 600)"), "k2", 20);
        JsonNode answer = json(all, some);
        assertEquals(1, answer.get("groups").size(), "the first 600 are among all");
        JsonNode group = answer.at("/groups/0");
        assertEquals("patients", group.get("data").asText());
        assertEquals(epsilon(10), group.at("/runs/0/statement/epsilon").doubleValue(), 1e-12);
        assertEquals(epsilon(20), group.at("/runs/1/statement/epsilon").doubleValue(), 1e-12);
        assertEquals(epsilon(30), group.at("/sum/epsilon").doubleValue(), 1e-9);
        assertEquals(DELTA, group.at("/sum/delta").doubleValue());
        assertTrue(answer.at("/sumForWhoeverIsInAll").isMissingNode());
    }

    /** Results may have ended the first run after 5 steps, but they were chosen from 20. */
    @Test
    void runsThatResultsCouldEndCostTheirPlan() throws IOException {
        LedgerRecord planned = new LedgerRecord.Planned(20, STEP.times(20));
        Path early = ledger("early", Optional.of("patients"), "k1", 5, planned);
        Path other = ledger("other", Optional.of("patients"), "k2", 10);
        JsonNode group = json(early, other).at("/groups/0");
        assertEquals(epsilon(20), group.at("/runs/0/statement/epsilon").doubleValue(), 1e-9);
        assertTrue(group.at("/runs/0/statement/notes").toString().contains("all 20 planned steps"), group::toString);
        assertEquals(epsilon(10), group.at("/runs/1/statement/epsilon").doubleValue(), 1e-12);
        assertEquals(epsilon(30), group.at("/sum/epsilon").doubleValue(), 1e-9);
    }

    /** The chart of a ledger without a history ends where the statement on its page does. */
    @Test
    void chartsHaveThePlanFromItsFirstStep() throws IOException {
        LedgerRecord planned = new LedgerRecord.Planned(20, STEP.times(20));
        Path early = ledger("early", Optional.of("patients"), "k1", 5, planned);
        RunAccount account = new RunAccount(LedgerContent.read(early.resolve("ledger.jsonl")));
        for (LineChart.Point point : account.curve("PLD", DELTA)) {
            assertEquals(epsilon(20), point.y(), 1e-9);
        }
    }

    @Test
    void otherDataIsKeptApart_butWhoeverIsInBothIsTold() throws IOException {
        Path one = ledger("one", Optional.of("patients"), "k1", 10);
        Path other = ledger("other", Optional.of("staff"), "k2", 20);
        JsonNode answer = json(one, other);
        assertEquals(2, answer.get("groups").size());
        assertEquals(epsilon(10), answer.at("/groups/0/sum/epsilon").doubleValue(), 1e-12);
        assertEquals(epsilon(30), answer.at("/sumForWhoeverIsInAll/epsilon").doubleValue(), 1e-9);
        String text = compare(List.of(), one, other).succeeds().out();
        assertTrue(
                text.lines().filter(line -> line.endsWith("all epochs done")).allMatch(line -> line.length() <= 80),
                text);
        assertTrue(text.contains("On patients") && text.contains("On staff"), text);
        assertTrue(text.contains("All groups together, for a person in the data of each: epsilon = "), text);
    }

    @Test
    void dataWithoutANameIsSaidToBe() {
        Path one = ledger("one", Optional.empty(), "k1", 10);
        Path other = ledger("other", Optional.empty(), "k2", 10);
        String text = compare(List.of(), one, other).succeeds().out();
        assertTrue(text.contains("may be about different people"), text);
        assertTrue(text.contains("Together, for a person in the data of all of them: epsilon = "), text);
    }

    @Test
    void earlierTrainingsComeOnTop() throws IOException {
        PrivacyAccountant accountant = new PldAccountant(Adjacency.ADD_OR_REMOVE_ONE);
        accountant.compose(STEP, 5);
        PrivacyStatement before = PrivacyStatement.of(accountant, DELTA, "Poisson", "Gaussian", 5);
        Path tuned = ledger("tuned", Optional.of("patients"), "k1", 10, new LedgerRecord.Earlier(before));
        Path plain = ledger("plain", Optional.of("patients"), "k2", 20);
        JsonNode sum = json(tuned, plain).at("/groups/0/sum");
        assertEquals(epsilon(30) + before.epsilon(), sum.get("epsilon").doubleValue(), 1e-9);
        assertTrue(sum.get("epsilon").doubleValue() >= epsilon(30) + before.epsilon());
        assertEquals(2 * DELTA, sum.get("delta").doubleValue(), 1e-18);
        assertEquals(1, sum.get("earlierTrainingsIncluded").intValue());
    }

    /** Was wrong once: an epsilon of replace-one, or of a person, was added to those of add-or-remove-one. */
    @Test
    void earlierTrainingsOfAnotherAdjacencyOrUnitHaveNoSum() {
        PrivacyAccountant replacing = new PldAccountant(Adjacency.REPLACE_ONE);
        replacing.compose(STEP, 5);
        PrivacyStatement other = PrivacyStatement.of(replacing, DELTA, "Poisson", "Gaussian", 5);
        PrivacyAccountant adding = new PldAccountant(Adjacency.ADD_OR_REMOVE_ONE);
        adding.compose(STEP, 5);
        PrivacyStatement person =
                PrivacyStatement.of(adding, DELTA, "Poisson", "Gaussian", 5).withUnit(PrivacyUnit.person(3));
        Path plain = ledger("plain", Optional.of("patients"), "k0", 20);
        for (PrivacyStatement before : List.of(other, person)) {
            String name = before.adjacency() + " " + before.unit().recordsPerPerson();
            Path tuned = ledger(name, Optional.of("patients"), name, 10, new LedgerRecord.Earlier(before));
            String text = compare(List.of(), plain, tuned).succeeds().out();
            assertTrue(text.contains("no sum, since deltas, adjacencies or units differ"), text);
        }
    }

    @Test
    void otherAdjacenciesHaveNoSum() {
        Path one = ledger("one", Optional.of("patients"), "k1", 10);
        Path other = ledger("other", Optional.of("patients"), "k2", 10, Adjacency.REPLACE_ONE);
        String text = compare(List.of(), one, other).succeeds().out();
        assertTrue(text.contains("no sum, since deltas, adjacencies or units differ"), text);
    }

    @Test
    void equalRandomnessDoesNotAddUp() {
        Path one = ledger("one", Optional.of("patients"), "same", 10);
        Path copy = ledger("copy", Optional.of("patients"), "same", 10);
        compare(List.of(), one, copy).isUsageError("must have independent randomness", "noise cancels out");
    }

    @Test
    void trainingsOfOneSeedAreRefused_ofNoneAddUp() {
        Path first = folder.resolve("first");
        Path second = folder.resolve("second");
        Path third = folder.resolve("third");
        TrainedRuns.train(first, "--seed", "3", "--epochs", "1");
        TrainedRuns.train(second, "--seed", "3", "--noise-multiplier", "2", "--epochs", "1");
        TrainedRuns.train(third, "--epochs", "1");
        compare(List.of(), first, second).isUsageError("same seed");
        String text = compare(List.of(), first, third).succeeds().out();
        assertTrue(text.contains("On Synthetic") || text.contains("On synthetic"), text);
    }
}
