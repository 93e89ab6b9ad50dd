package org.dpmodel.cli.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.dpmodel.accountant.Adjacency;
import org.dpmodel.accountant.DpEvent;
import org.dpmodel.accountant.PrivacyAccountant;
import org.dpmodel.accountant.PrivacyStatement;
import org.dpmodel.accountant.pld.PldAccountant;
import org.dpmodel.cli.Execution;
import org.dpmodel.ledger.Ledger;
import org.dpmodel.ledger.LedgerHeader;
import org.dpmodel.ledger.LedgerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What qualifies the epsilons of ledgers qualifies their sum, and what follows from it. */
class CaveatsInReportsTest {
    private static final DpEvent STEP = new DpEvent.Gaussian(4).poissonSampled(0.1);
    private static final DpEvent DISCRETE = new DpEvent.DiscreteGaussian(4).poissonSampled(0.1);
    private static final String ROWS = "rows of the batch differ, so epsilon is not proven for this run";
    private static final String COPY = "resumed in a folder other than the one it began in";
    private static final String SEEDED = "Seeded: not private unless the seed stays secret.";

    @TempDir
    Path folder;

    private Path ledger(String name, String data, boolean seeded, DpEvent event, LedgerRecord... more) {
        Path run = folder.resolve(name);
        LedgerHeader header = LedgerHeader.of("a plan", Adjacency.ADD_OR_REMOVE_ONE, seeded);
        try (Ledger ledger = Ledger.create(run.resolve("ledger.jsonl"), header)) {
            ledger.append(new LedgerRecord.Run(0, 1000, "Poisson", name, Optional.of(data), Optional.empty()));
            Arrays.stream(more).forEach(ledger::append);
            ledger.append(new LedgerRecord.Step(0, 0, Optional.of(event)));
        }
        return run;
    }

    private static LedgerRecord remark(String text) {
        return new LedgerRecord.Remark(text);
    }

    private static String compare(String option, Path... runs) {
        List<String> arguments = new ArrayList<>(List.of("compare"));
        Arrays.stream(runs).map(Path::toString).forEach(arguments::add);
        if (!option.isEmpty()) {
            arguments.add(option);
        }
        return Execution.of(arguments.toArray(String[]::new)).succeeds().out();
    }

    private static List<String> notes(JsonNode sum) {
        List<String> notes = new ArrayList<>();
        sum.get("notes").forEach(note -> notes.add(note.asText()));
        return notes;
    }

    private static String after(String text, String words) {
        assertTrue(text.contains(words), text);
        return text.substring(text.indexOf(words));
    }

    private static int count(String text, String words) {
        return text.split(java.util.regex.Pattern.quote(words), -1).length - 1;
    }

    @Test
    void aSumHasTheCaveatsOfAllItsLedgersOnce() throws IOException {
        Path rows = ledger("rows", "patients", false, STEP, remark(ROWS));
        Path both = ledger("both", "patients", true, STEP, remark(ROWS), remark(COPY));
        JsonNode sum =
                new ObjectMapper().readTree(compare("--json", rows, both)).at("/groups/0/sum");
        assertEquals(List.of(ROWS, SEEDED, COPY), notes(sum));
        String below = after(compare("", rows, both), "Together, for a person");
        for (String caveat : List.of(ROWS, SEEDED, COPY)) {
            assertEquals(1, count(below, "Note: " + caveat), below);
        }
    }

    @Test
    void aSumHasTheNotesOfItsAccountantAndOfEarlierTrainings() throws IOException {
        PrivacyAccountant accountant = new PldAccountant(Adjacency.ADD_OR_REMOVE_ONE);
        accountant.compose(STEP);
        PrivacyStatement earlier = PrivacyStatement.of(accountant, 1e-5, "Poisson", "Gaussian", 1)
                .withNotes(List.of(ROWS))
                .withSeeded(true);
        Path discrete = ledger("discrete", "patients", false, DISCRETE);
        Path tuned = ledger("tuned", "staff", false, STEP, new LedgerRecord.Earlier(earlier));
        JsonNode json = new ObjectMapper().readTree(compare("--json", discrete, tuned));
        accountant.compose(DISCRETE);
        String own = accountant.guarantee(1e-5).notes().get(0);
        List<String> all = notes(json.get("sumForWhoeverIsInAll"));
        assertEquals(java.util.Set.of(own, SEEDED, ROWS), java.util.Set.copyOf(all));
        assertEquals(3, all.size());
        assertEquals(List.of(SEEDED, ROWS), notes(json.at("/groups/1/sum")), "the statement is not quoted as a whole");
        String below = after(compare("", discrete, tuned), "All groups together");
        assertTrue(below.contains("Note: " + own) && below.contains("Note: " + ROWS), below);
    }

    /** The table itself shows epsilons that the caveats are about, whether or not they add up. */
    @Test
    void aSingleRunHasItsCaveatsBelowTheTable() {
        String text = compare("", ledger("rows", "patients", true, STEP, remark(ROWS)));
        assertTrue(text.contains("Note: " + ROWS) && text.contains("Note: " + SEEDED), text);
        String without = compare("", ledger("plain", "patients", false, STEP));
        assertFalse(without.contains("Note: "), without);
    }

    @Test
    void oddsAreQualifiedAsTheEpsilonThatTheyFollowFrom() throws IOException {
        Path page = folder.resolve("page.html");
        Path rows = ledger("rows", "patients", true, STEP, remark(ROWS));
        Execution.of("report", "-o", page.toString(), rows.toString()).succeeds();
        String html = Files.readString(page);
        String section = after(html, "What an attacker can achieve");
        section = section.substring(0, section.indexOf("Totals of the ledger"));
        assertTrue(section.contains("hold only as far as epsilon does") && section.contains(ROWS), section);
        assertTrue(section.contains(SEEDED), section);
        String sheet = after(html, "id=\"sheet0\"");
        String odds = after(sheet, "Attacker&#39;s odds");
        odds = odds.substring(0, odds.indexOf("</tr>"));
        assertTrue(odds.contains("hold only as far as epsilon does") && odds.contains("see Caveats"), odds);
        String caveats = after(sheet, ">Caveats<");
        caveats = caveats.substring(0, caveats.indexOf("</tr>"));
        assertTrue(caveats.contains(ROWS) && caveats.contains(SEEDED), caveats);

        Execution.of(
                        "report",
                        "-o",
                        page.toString(),
                        ledger("plain", "patients", false, STEP).toString())
                .succeeds();
        assertFalse(Files.readString(page).contains("only as far as epsilon"), "nothing to qualify");
    }
}
