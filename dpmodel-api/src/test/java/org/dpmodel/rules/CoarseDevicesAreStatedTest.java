package org.dpmodel.rules;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import org.dpmodel.DPModel;
import org.dpmodel.DPModelBuilder;
import org.dpmodel.accountant.PrivacyStatement;
import org.dpmodel.checkpoint.Checkpoint;
import org.dpmodel.engine.ExecutionOptions;
import org.dpmodel.engine.reference.ReferenceEngine;
import org.dpmodel.ledger.LedgerContent;
import org.dpmodel.ledger.LedgerRecord;
import org.dpmodel.sampling.PoissonSampling;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Rule 10 for devices that compute less exactly than the proof assumes: a warning, and a remark that no later run, on
 * whatever device, removes from the statement.
 *
 * <p>Seen to fail when only the present device was asked for remarks, and when a resumed run did not record its own.
 */
class CoarseDevicesAreStatedTest {
    private static final String COARSE = "computed with 11 bits: the guarantee does not cover this";
    private static final String COARSER = "computed with 8 bits: the guarantee does not cover this";

    @TempDir
    Path directory;

    private static DPModelBuilder builder(String... remark) {
        DPModelBuilder builder = Tiny.classifier().sampling(new PoissonSampling(5));
        for (String text : remark) {
            builder.execution(ExecutionOptions.defaults().withProviderOption(ReferenceEngine.REMARK, text));
        }
        return builder;
    }

    @Test
    void aRemarkStandsInTheStatementAndItsJson() throws Exception {
        Path file = directory.resolve("model.onnx");
        try (DPModel model = builder(COARSE).build()) {
            assertFalse(model.privacyStatement().toText().contains(COARSE), "nothing was trained yet");
            model.train(1, Tiny.twoClasses(20), List.of());
            model.train(1, Tiny.twoClasses(20), List.of());
            PrivacyStatement statement = model.privacyStatement();
            assertEquals(1, Collections.frequency(statement.notes(), COARSE));
            assertTrue(statement.toText().contains(COARSE), statement.toText());
            model.save(file);
            String json = Checkpoint.read(file).metadata().get(Checkpoint.STATEMENT);
            assertEquals(statement, PrivacyStatement.fromJson(new ObjectMapper().readTree(json)));
            assertTrue(json.contains(COARSE), json);
        }
    }

    @Test
    void exactDevicesMakeNoRemark() {
        try (DPModel model = builder().build()) {
            model.train(1, Tiny.twoClasses(20), List.of());
            assertFalse(model.privacyStatement().toText().contains("guarantee does not cover"));
        }
    }

    @Test
    void aRunThatGoesOnElsewhereKeepsItsRemarksAndAddsItsOwn() {
        Path folder = directory.resolve("run");
        try (DPModel model = builder(COARSE).directory(folder).build()) {
            model.train(1, Tiny.twoClasses(20), List.of());
        }
        try (DPModel exact = builder().directory(folder).build()) {
            exact.resume(folder);
            exact.train(2, Tiny.twoClasses(20), List.of());
            assertTrue(exact.privacyStatement().notes().contains(COARSE));
        }
        try (DPModel coarser = builder(COARSER).directory(folder).build()) {
            coarser.resume(folder);
            coarser.train(3, Tiny.twoClasses(20), List.of());
            assertTrue(coarser.privacyStatement().notes().containsAll(List.of(COARSE, COARSER)));
            assertEquals(12, coarser.steps());
        }
        List<LedgerRecord> remarks = LedgerContent.read(folder.resolve("ledger.jsonl")).records().stream()
                .filter(LedgerRecord.Remark.class::isInstance)
                .toList();
        assertEquals(List.of(new LedgerRecord.Remark(COARSE), new LedgerRecord.Remark(COARSER)), remarks);
    }

    @Test
    void trainingLogsAWarning() {
        List<String> warnings = Warnings.of(DPModel.class, () -> {
            try (DPModel model = builder(COARSE).build()) {
                model.train(1, Tiny.twoClasses(20), List.of());
            }
        });
        assertEquals(List.of(COARSE), warnings);
    }
}
