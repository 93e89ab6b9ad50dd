package org.dpmodel.cli.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.dpmodel.DPModel;
import org.dpmodel.Losses;
import org.dpmodel.accountant.Adjacency;
import org.dpmodel.accountant.PrivacyStatement;
import org.dpmodel.accountant.PrivacyUnit;
import org.dpmodel.accountant.rdp.RdpAccountant;
import org.dpmodel.cli.Execution;
import org.dpmodel.clipping.ClipMechanisms;
import org.dpmodel.data.ArrayDataset;
import org.dpmodel.data.Dataset;
import org.dpmodel.data.PersonIds;
import org.dpmodel.ledger.Ledger;
import org.dpmodel.ledger.LedgerContent;
import org.dpmodel.ledger.LedgerHeader;
import org.dpmodel.ledger.LedgerRecord;
import org.dpmodel.models.MultilayerPerceptron;
import org.dpmodel.noise.NoiseMechanisms;
import org.dpmodel.optimizer.Optimizers;
import org.dpmodel.plan.PersonProtection.Way;
import org.dpmodel.sampling.PoissonSampling;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The total of a ledger of people is what its model has stated, even where nothing but the ledger is left. */
class PeopleInReportsTest {
    private static final int MOST = 2;
    private static final int PEOPLE = 40;

    @TempDir
    Path folder;

    private static Dataset dataset() {
        long[] ids = new long[MOST * PEOPLE];
        for (int i = 0; i < ids.length; i++) {
            ids[i] = i / MOST;
        }
        return ArrayDataset.classification("people", new float[ids.length][3], new long[] {3}, new int[ids.length], 2)
                .withPeople(PersonIds.numbered(ids));
    }

    private PrivacyStatement trained(Way way) {
        try (DPModel model = DPModel.builder(
                        MultilayerPerceptron.network(new long[] {3}, 4, 2), Losses.softmaxCrossEntropy())
                .optimizer(Optimizers.sgd(0.1))
                .accountant(RdpAccountant::new)
                .clipping(ClipMechanisms.fixed(0.5))
                .noise(NoiseMechanisms.gaussian(2))
                .sampling(new PoissonSampling(5))
                .recordsPerPerson(MOST, way)
                .directory(folder.resolve("run"))
                .build()) {
            model.train(2, dataset(), List.of());
            return model.privacyStatement();
        }
    }

    @ParameterizedTest
    @EnumSource(Way.class)
    void ledgersComeToWhatModelsState(Way way) {
        PrivacyStatement stated = trained(way);
        RunAccount account =
                new RunAccount(LedgerContent.read(folder.resolve("run").resolve("ledger.jsonl")));
        PrivacyStatement reported =
                account.statement(account.accountant(stated.accountant(), stated.delta()), stated.delta());
        assertEquals(stated.accountant(), reported.accountant());
        assertEquals(stated.epsilon(), reported.epsilon(), 1e-9 * stated.epsilon());
        assertEquals(PrivacyUnit.person(MOST), reported.unit());
        assertEquals(way == Way.PEOPLE_DRAWN ? "people" : "examples", account.counted());
        List<LineChart.Point> curve = account.curve(stated.accountant(), stated.delta());
        assertEquals(stated.epsilon(), curve.get(curve.size() - 1).y(), 1e-9 * stated.epsilon());
    }

    /** Earlier versions wrote the names of views with the number of their records. */
    @ParameterizedTest
    @EnumSource(Way.class)
    void sizesInNamesOfOlderLedgersAreNotShown(Way way) throws IOException {
        trained(way);
        Path file = folder.resolve("run").resolve("ledger.jsonl");
        LedgerContent content = LedgerContent.read(file);
        Path older = folder.resolve("older");
        try (Ledger ledger = Ledger.create(older.resolve("ledger.jsonl"), content.header())) {
            for (LedgerRecord record : content.records()) {
                ledger.append(
                        record instanceof LedgerRecord.Run run
                                ? new LedgerRecord.Run(
                                        run.firstPosition(),
                                        run.datasetSize(),
                                        run.sampler(),
                                        run.order(),
                                        Optional.of("visits (train) (83 chosen) [0, 81)"),
                                        run.people())
                                : record);
            }
        }
        RunAccount account = new RunAccount(LedgerContent.read(older.resolve("ledger.jsonl")));
        assertEquals(
                Optional.of("visits (train)"),
                account.datasetName(account.runs().get(0)));
        if (way == Way.CHARGED_AS_GROUP) {
            return; // the curve of a page has many epsilons, and PLD takes seconds for each of a group
        }
        Path page = folder.resolve("page.html");
        Execution.of("report", older.toString(), "-o", page.toString()).succeeds();
        String html = Files.readString(page);
        assertTrue(html.contains("visits (train), "), html);
        assertFalse(html.contains("83 chosen") || html.contains(", 81)"), html);
    }

    @Test
    void peopleOfAnUnknownPlanAreNotAdded() {
        trained(Way.CHARGED_AS_GROUP);
        LedgerContent ledger = LedgerContent.read(folder.resolve("run").resolve("ledger.jsonl"));
        List<LedgerRecord> records = ledger.records();
        LedgerHeader other = LedgerHeader.of("people in another way", Adjacency.ADD_OR_REMOVE_ONE, false);
        String message = assertThrows(IllegalArgumentException.class, () -> RunAccount.protection(other, records))
                .getMessage();
        assertTrue(message.contains("does not say how they are protected"), message);
    }
}
